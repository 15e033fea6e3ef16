package io.seekforge.text.paragraphs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RepeatedPartsTest {
  private static final RepeatedParts LINES = new RepeatedParts(false, 4);
  private static final RepeatedParts PARAGRAPHS = new RepeatedParts(true, 4);
  private static final long[] NOWHERE = {};

  @Test
  void linesThatStoodBeforeGoWithTheirEnds() {
    RepeatedParts.Rest rest = LINES.without("Menu here\n\nFever.\n\nＭＥＮＵ  here\nFever.", NOWHERE);
    assertThat(rest.text()).isEqualTo("Menu here\n\nFever.\n\n");
    assertThat(rest.parts()).isEqualTo(2);
    assertThat(rest.share()).isBetween(0.4, 0.6);
  }

  @Test
  void shortLinesAndTextsWithoutRepeatsStay() {
    String text = "Yes\nYes\nNo, never\n";
    assertThat(LINES.without(text, NOWHERE)).isEqualTo(new RepeatedParts.Rest(text, 0, 0));
    assertThat(LINES.without("", NOWHERE).text()).isEmpty();
    assertThat(LINES.hashes(text)).hasSize(1);
  }

  @Test
  void paragraphsAreComparedWhole() {
    String text = "one line\nand two\n\none line\nand three\n \nOne line\nand two";
    assertThat(PARAGRAPHS.hashes(text)).hasSize(2);
    assertThat(PARAGRAPHS.without(text, NOWHERE).text())
        .isEqualTo("one line\nand two\n\none line\nand three\n \n");
    assertThat(LINES.hashes(text)).hasSize(3);
  }

  @Test
  void whatStandsElsewhereGoesEverywhere() {
    long[] elsewhere = LINES.hashes("Share this page");
    assertThat(LINES.without("Share this page\ntext\nShare this page\n", elsewhere).text())
        .isEqualTo("text\n");
  }

  @Test
  void manyBlankLinesTakeLinearTime() {
    assertThat(PARAGRAPHS.without("\n".repeat(2_000_000) + "text", NOWHERE).parts()).isZero();
    assertThat(LINES.without("line\n".repeat(500_000), NOWHERE).text()).isEqualTo("line\n");
  }
}
