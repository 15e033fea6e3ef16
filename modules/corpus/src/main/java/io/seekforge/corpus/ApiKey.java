package io.seekforge.corpus;

import io.seekforge.api.SeekforgeException;

/** An endpoint's key: executors get it with their tasks, no file holds it. */
final class ApiKey {
  private ApiKey() {}

  /**
   * The key from the driver's environment, "" if none is named.
   *
   * @param section of the recipe, for the message
   * @param name of the environment variable
   */
  static String read(String section, String endpoint, String name) {
    String key = name.isEmpty() ? "" : System.getenv(name);
    if (key == null || !name.isEmpty() && key.isBlank()) {
      throw new SeekforgeException(
          "Cannot reach %s: the environment variable %s (%s.api-key-env) is not set"
              .formatted(endpoint, name, section));
    }
    return key;
  }
}
