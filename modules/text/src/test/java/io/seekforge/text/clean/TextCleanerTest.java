package io.seekforge.text.clean;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class TextCleanerTest {
  private final TextCleaner nfc = new TextCleaner(UnicodeForm.NFC, true);
  private final TextCleaner nfkc = new TextCleaner(UnicodeForm.NFKC, true);

  @Test
  void cleanTextIsLeftAlone() {
    String text = "One line.\n\nA second paragraph, 第二段。\n- a bullet";
    assertThat(nfc.clean(text)).isEqualTo(new CleanedText(text, 0, 0, 0));
  }

  @Test
  void composesAndCounts() {
    CleanedText cleaned = nfc.clean("cafe\u0301 and nin\u0303o");
    assertThat(cleaned.text()).isEqualTo("café and niño");
    assertThat(cleaned.unicode()).isEqualTo(2);
  }

  @Test
  void compatibilityFoldsWidthButNfcDoesNot() {
    assertThat(nfkc.clean("ＣＯＶＩＤ－１９ ５㎎").text()).isEqualTo("COVID-19 5mg");
    assertThat(nfc.clean("ＣＯＶＩＤ－１９ ５㎎").text()).isEqualTo("ＣＯＶＩＤ－１９ ５㎎");
  }

  @Test
  void removesWhatNobodySees() {
    CleanedText cleaned = nfc.clean("\uFEFFfe\u200Bver\u0000 and \u00ADpain\u2060");
    assertThat(cleaned.text()).isEqualTo("fever and pain");
    assertThat(cleaned.invisible()).isEqualTo(5);
  }

  @Test
  void keepsJoinersThatShapeText() {
    String persian = "می\u200Cخواهم";
    String family = "👩\u200D👧";
    assertThat(nfc.clean(persian).text()).isEqualTo(persian);
    assertThat(nfc.clean(family).text()).isEqualTo(family);
    assertThat(nfc.clean("in\u200Cfluenza 感\u200D染").text()).isEqualTo("influenza 感染");
  }

  @Test
  void bidirectionalMarksStayOnlyWithRightToLeftLetters() {
    assertThat(nfc.clean("abc\u202Edef\u202C").text()).isEqualTo("abcdef");
    assertThat(nfc.clean("שלום \u200Eabc").text()).isEqualTo("שלום \u200Eabc");
  }

  @Test
  void halvesOfSurrogatePairsBecomeReplacementCharacters() {
    assertThat(nfc.clean("a\uD83Db").text()).isEqualTo("a\uFFFDb");
  }

  @Test
  void repairsWhiteSpace() {
    assertThat(nfc.clean("  a \t b\u00A0\u00A0c  \r\n   d \n\n\n\n e\u2028f ").text())
        .isEqualTo("a b c\nd\n\ne\nf");
  }

  @Test
  void indentedAnswersOfMedQuad() {
    String answer =
        "Key Points\n                    - AML is a cancer.     - Leukemia may spread.    - There are"
            + " subtypes.\n                \n                \n                    AML is a cancer.";
    assertThat(nfc.clean(answer).text())
        .isEqualTo(
            "Key Points\n- AML is a cancer.\n- Leukemia may spread.\n- There are subtypes.\n\n"
                + "AML is a cancer.");
  }

  @Test
  void spacesBeforeAMinusAreNoBullet() {
    assertThat(nfc.clean("5    - 3").text()).isEqualTo("5 - 3");
    assertThat(nfc.clean("well - known").text()).isEqualTo("well - known");
  }

  @Test
  void switchedOffItChangesNothing() {
    String text = " e\u0301 \u200B  x ";
    assertThat(new TextCleaner(UnicodeForm.NONE, false).clean(text))
        .isEqualTo(new CleanedText(text, 0, 0, 0));
  }

  @Test
  void cleaningTwiceIsCleaningOnce() {
    String alphabet =
        "ab -•\n\r\t\u00A0\u200B\u200D\u0301é５Ａ感，\u3000\uFEFF\uD83D\uDE00\u0627\u2028";
    Random random = new Random(11);
    for (int round = 0; round < 5000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(30); i > 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      for (TextCleaner cleaner : new TextCleaner[] {nfc, nfkc}) {
        String once = cleaner.clean(text.toString()).text();
        assertThat(cleaner.clean(once)).isEqualTo(new CleanedText(once, 0, 0, 0));
      }
    }
  }

  @Test
  void countsMojibake() {
    assertThat(Mojibake.count("cafÃ© donâ€™t")).isEqualTo(2);
    assertThat(Mojibake.count("café don’t, Ã alone, £5, 发热")).isZero();
  }
}
