package io.seekforge.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class ScreenTest {
  private static final long SECOND = 1_000_000_000L;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private long now;

  @Test
  void aLogGetsALineNowAndThenWithRateAndTimeLeft() {
    Screen screen = screen(false);
    for (int round = 1; round <= 100; round++) {
      screen.advance("train", "train: round", round, 100);
      now += SECOND;
    }
    assertThat(err.toString().lines())
        .first()
        .isEqualTo("train: round 11/100 (11 %), 1.0/s, 1:29 left");
    assertThat(err.toString().lines()).hasSize(10).last().asString().startsWith("train: round 100");
  }

  @Test
  void aTerminalLineIsRewrittenAndCleared() {
    Screen screen = screen(true);
    screen.advance("train", "train: round", 1, 3);
    now += SECOND;
    screen.advance("train", "train: round", 2, 3);
    screen.line("a message");
    assertThat(err.toString())
        .isEqualTo(
            "\r\033[Ktrain: round 1/3 (33 %)\r\033[Ktrain: round 2/3 (66 %), 1.0/s, 0:01 left"
                + "\r\033[Ka message\n");
  }

  @Test
  void resultsGoToStdout() {
    screen(false).result("report: x");
    assertThat(out.toString()).isEqualTo("report: x\n");
    assertThat(err.toString()).isEmpty();
  }

  private Screen screen(boolean terminal) {
    return new Screen(new PrintWriter(out), new PrintWriter(err), terminal, () -> now);
  }
}
