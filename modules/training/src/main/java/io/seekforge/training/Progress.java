package io.seekforge.training;

/** Where a long stage says how far it is. Called on the driver, from one thread. */
public interface Progress {

  /**
   * How far training is.
   *
   * @param round rounds done
   * @param rounds rounds of the whole run
   * @param loss loss per label token of that round; NaN if it was left out
   * @param tokensPerSecond speed since this process began to train
   * @param secondsLeft estimate at that speed
   */
  record Round(long round, long rounds, double loss, double tokensPerSecond, double secondsLeft) {}

  /** A round has ended. */
  void round(Round round);

  /** Something a person may want to know, in one line. */
  void message(String line);

  /** Says nothing. */
  static Progress silent() {
    return new Progress() {
      @Override
      public void round(Round round) {}

      @Override
      public void message(String line) {}
    };
  }
}
