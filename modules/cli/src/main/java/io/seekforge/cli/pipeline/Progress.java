package io.seekforge.cli.pipeline;

/** How far a run is, for a person. Nothing a later stage reads. */
public interface Progress {
  /** Says nothing. */
  Progress SILENT =
      new Progress() {
        @Override
        public void line(String text) {}

        @Override
        public void advance(String what, long done, long total) {}
      };

  /** One line that stays. */
  void line(String text);

  /**
   * A step of something that has a known size.
   *
   * @param what for example {@code train: step}
   * @param done steps done
   * @param total all steps, 0 if unknown
   */
  void advance(String what, long done, long total);
}
