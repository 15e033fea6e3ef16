package io.seekforge.text.minhash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seekforge.text.words.FoldedText;
import io.seekforge.text.words.FoldedTokens;
import org.junit.jupiter.api.Test;

final class ShinglesTest {
  @Test
  void caseWidthPunctuationAndWhiteSpaceDoNotCount() {
    assertThat(Shingles.of("The  patient has\nＣＯＶＩＤ－１９, mild!", 3))
        .containsExactly(Shingles.of("the patient has (covid 19) mild", 3));
  }

  @Test
  void hanCountsByCharacterAndMixesWithWords() {
    assertThat(FoldedTokens.of("感染COVID-19了")).hasSize(5);
    assertThat(FoldedTokens.of("感 染 covid 19 了")).containsExactly(FoldedTokens.of("感染COVID-19了"));
    assertThat(FoldedTokens.of("ひらがな ไทย 한국어 слово")).hasSize(4 + 3 + 2);
  }

  @Test
  void shortTextsHaveNoShinglesAndAreLikeNothing() {
    assertThat(Shingles.of("only four words here", 5)).isEmpty();
    assertThat(Shingles.of("!!! ???", 1)).isEmpty();
    assertThat(Shingles.jaccard(new long[0], new long[0])).isZero();
  }

  @Test
  void jaccardCountsSets() {
    long[] a = Shingles.of("a b c d e f", 1);
    long[] b = Shingles.of("d e f g h f f", 1);
    assertThat(Shingles.jaccard(a, b)).isCloseTo(3.0 / 8, within(1e-12));
    assertThat(Shingles.jaccard(a, a)).isEqualTo(1);
  }

  @Test
  void orderInsideAShingleCounts() {
    assertThat(Shingles.jaccard(Shingles.of("a b", 2), Shingles.of("b a", 2))).isZero();
  }

  @Test
  void exactHashKeepsPunctuation() {
    assertThat(FoldedText.hash(" A+  grade\n")).isEqualTo(FoldedText.hash("a+ GRADE"));
    assertThat(FoldedText.hash("A+ grade")).isNotEqualTo(FoldedText.hash("A- grade"));
  }
}
