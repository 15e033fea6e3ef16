package io.seekforge.cli.pipeline;

/** How far a run is, for a person. Nothing a later stage reads. */
public interface Progress {
  /** Says nothing. */
  Progress SILENT =
      new Progress() {
        @Override
        public void line(String text) {}

        @Override
        public void advance(String step, String text, long done, long total) {}
      };

  /** One line that stays. */
  void line(String text);

  /**
   * A step of something that has a known size.
   *
   * @param step what is counted: rate and time left begin anew when it changes
   * @param text how the line begins
   * @param done steps done
   * @param total all steps, 0 if unknown
   */
  void advance(String step, String text, long done, long total);
}
