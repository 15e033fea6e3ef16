package io.seekforge.text.tokenize;

/**
 * Keeps DJL off the network. Left alone it reports its use to AWS, and on a machine with a GPU it
 * downloads another build of the library than the one in its jar. The library is unpacked below
 * {@code DJL_CACHE_DIR} (environment or system property; default {@code ~/.djl.ai}).
 */
final class Offline {
  private Offline() {}

  /** Must run before the first DJL class is loaded; settings somebody made stay as they are. */
  static void require() {
    setIfAbsent("ai.djl.offline", "true");
    setIfAbsent("OPT_OUT_TRACKING", "true");
    setIfAbsent("RUST_FLAVOR", "cpu");
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
