package io.seekforge.training;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Progress as text: on a terminal one line that is rewritten, in a log a plain line now and then.
 */
public final class LineProgress implements Progress {
  private static final long LOG_EVERY_NANOS = 10_000_000_000L;

  private final PrintStream out;
  private final boolean terminal;
  private long lastLine = System.nanoTime() - LOG_EVERY_NANOS;
  private int shown;

  /**
   * @param terminal whether {@code out} ends at a person's terminal, where a carriage return goes
   *     back to the line's start
   */
  public LineProgress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public void round(Round round) {
    boolean last = round.round() == round.rounds();
    if (terminal) {
      rewrite(text(round));
      if (last) {
        endLine();
      }
    } else if (last || System.nanoTime() - lastLine >= LOG_EVERY_NANOS) {
      lastLine = System.nanoTime();
      out.println(text(round));
    }
  }

  @Override
  public void message(String line) {
    endLine();
    out.println(line);
  }

  private void rewrite(String line) {
    out.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
    out.flush();
    shown = line.length();
  }

  private void endLine() {
    if (shown > 0) {
      out.println();
      shown = 0;
    }
  }

  private static String text(Round round) {
    return String.format(
        Locale.ROOT,
        "train: round %d of %d, loss %.4f, %.0f tokens/s, %s left",
        round.round(),
        round.rounds(),
        round.loss(),
        round.tokensPerSecond(),
        duration(Math.round(round.secondsLeft())));
  }

  private static String duration(long seconds) {
    return seconds >= 3600
        ? String.format(Locale.ROOT, "%dh%02dm", seconds / 3600, seconds / 60 % 60)
        : String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60);
  }
}
