package io.seekforge.cli.command;

import io.seekforge.cli.pipeline.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Results on stdout, progress on stderr: on a terminal one line that is rewritten, with rate and
 * time left; otherwise a plain line now and then.
 */
final class Screen implements Progress {
  private static final long REWRITE_NANOS = 200_000_000L;
  private static final long PLAIN_NANOS = 10_000_000_000L;

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean terminal;
  private final LongSupplier nanos;
  private String step = "";
  private long started;
  private long first;
  private long shown;
  private boolean pending;

  Screen(PrintWriter out, PrintWriter err, boolean terminal, LongSupplier nanos) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    this.nanos = nanos;
  }

  /** The screen of a command; the launcher tells whether stderr is a terminal. */
  static Screen of(CommandSpec spec) {
    return new Screen(
        spec.commandLine().getOut(),
        spec.commandLine().getErr(),
        Boolean.getBoolean("seekforge.terminal"),
        System::nanoTime);
  }

  /** One line of a result. */
  synchronized void result(String line) {
    endLine();
    out.println(line);
    out.flush();
  }

  @Override
  public synchronized void line(String text) {
    endLine();
    err.println(text);
    err.flush();
  }

  @Override
  public synchronized void advance(String step, String text, long done, long total) {
    long now = nanos.getAsLong();
    if (!step.equals(this.step)) {
      this.step = step;
      started = now;
      first = done;
      shown = now - REWRITE_NANOS;
    }
    boolean last = total > 0 && done >= total;
    if (now - shown < (terminal ? REWRITE_NANOS : PLAIN_NANOS) && !last) {
      return;
    }
    shown = now;
    String line = text + " " + count(done, total) + rate(done, total, now - started);
    if (terminal) {
      err.print("\r\033[K" + line);
      pending = true;
    } else {
      err.println(line);
    }
    err.flush();
    if (last) {
      endLine();
      this.step = "";
    }
  }

  private void endLine() {
    if (pending) {
      err.print("\r\033[K");
      pending = false;
    }
  }

  private static String count(long done, long total) {
    return total > 0
        ? String.format(Locale.ROOT, "%,d/%,d (%d %%)", done, total, 100 * done / total)
        : String.format(Locale.ROOT, "%,d", done);
  }

  private String rate(long done, long total, long elapsed) {
    if (done <= first || elapsed <= 0) {
      return "";
    }
    double perSecond = (done - first) * 1e9 / elapsed;
    String rate = String.format(Locale.ROOT, ", %.1f/s", perSecond);
    return total > done ? rate + ", " + duration((total - done) / perSecond) + " left" : rate;
  }

  private static String duration(double seconds) {
    Duration left = Duration.ofSeconds(Math.round(seconds));
    return left.toHours() > 0
        ? String.format(
            Locale.ROOT, "%d:%02d:%02d", left.toHours(), left.toMinutesPart(), left.toSecondsPart())
        : String.format(Locale.ROOT, "%d:%02d", left.toMinutes(), left.toSecondsPart());
  }
}
