package io.seekforge.text.adversarial;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.ContentHash;
import io.seekforge.text.words.FoldedText;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AdversarialEditsTest {
  private static final String TEXT =
      "The patient, a 45-year-old woman, has had no fever and takes 20 mg of the yellow medicine"
          + " every morning with water. She cannot sleep without the window being open. Her doctor"
          + " says that everything looks entirely normal again after several quiet weeks at home.";
  private static final String CHINESE = "患者今天上午没有发烧，但是感到头晕和乏力，血压为120毫米汞柱。";

  private final AdversarialEdits edits =
      new AdversarialEdits(
          0.1, 42, List.of("The weather was fine that day.", "Many birds sang in the garden."));

  @Test
  void aTenthOfTheWordsChanges() {
    List<String> words = List.of(TEXT.split(" "));
    for (int i = 0; i < 50; i++) {
      for (String kind : List.of("typos", "homoglyphs")) {
        List<String> changed = List.of(edits.change(kind, TEXT, id(i), "en").split(" "));
        assertThat(changed).hasSameSizeAs(words);
        long different = differences(words, changed);
        // 48 words, so five; two of them may stand in one written word, as year and old do.
        assertThat(different).as(kind).isBetween(4L, 5L);
      }
      String dropped = edits.change("dropped-words", TEXT, id(i), "en");
      assertThat(words.size() - dropped.split(" ").length).isBetween(3, 5);
      assertThat(dropped).doesNotContain("  ");
    }
  }

  @Test
  void numbersAndNegationsStay() {
    for (int i = 0; i < 200; i++) {
      for (String kind : List.of("typos", "homoglyphs", "dropped-words")) {
        assertThat(edits.change(kind, TEXT, id(i), "en"))
            .contains("45", "20 ", " no ", "cannot", "without");
        assertThat(edits.change(kind, CHINESE, id(i), "zh")).contains("120");
      }
      String chinese = edits.change("typos", CHINESE, id(i), "zh");
      assertThat(chinese).isNotEqualTo(CHINESE).contains("没有");
      assertThat(sorted(chinese)).isEqualTo(sorted(CHINESE));
    }
  }

  @Test
  void homoglyphsLookTheSameAndAreOthers() {
    String changed = edits.change("homoglyphs", TEXT, id(1), "en");
    assertThat(changed).hasSameSizeAs(TEXT).isNotEqualTo(TEXT);
    assertThat(FoldedText.collapse(changed)).isNotEqualTo(FoldedText.collapse(TEXT));
    assertThat(changed.chars().filter(c -> c >= 0x400 && c < 0x500).count()).isBetween(4L, 5L);
  }

  @Test
  void distractorsStandBetweenWholeSentences() {
    String changed = edits.change("distractors", TEXT, id(3), "en");
    assertThat(changed)
        .matches(text -> text.contains("weather was fine") || text.contains("birds sang"));
    String without =
        changed
            .replace(" The weather was fine that day.", "")
            .replace(" Many birds sang in the garden.", "");
    assertThat(without).isEqualTo(TEXT);
    assertThat(edits.change("distractors", "no sentence", id(3), "en")).isEqualTo("no sentence");
    assertThat(SentenceEnds.statements("Is it so? It is so for all of us. Short.", 2))
        .containsExactly("It is so for all of us.");
  }

  @Test
  void theDrawFollowsFromIdAndSeed() {
    String once = edits.change("typos", TEXT, id(1), "en");
    assertThat(new AdversarialEdits(0.1, 42, List.of()).change("typos", TEXT, id(1), "en"))
        .isEqualTo(once);
    assertThat(edits.change("typos", TEXT, id(2), "en")).isNotEqualTo(once);
    assertThat(new AdversarialEdits(0.1, 43, List.of()).change("typos", TEXT, id(1), "en"))
        .isNotEqualTo(once);
    for (String kind : List.of("typos", "homoglyphs", "dropped-words", "distractors")) {
      assertThat(edits.change(kind, "", id(1), "")).isEmpty();
      assertThat(edits.change(kind, "12 34", id(1), "")).isEqualTo("12 34");
      assertThat(edits.change(kind, "\uD840\uDC00\uD83D\uDE00 \uD840", id(1), "")).isNotNull();
    }
  }

  private static String id(int number) {
    return ContentHash.of(number);
  }

  private static String sorted(String text) {
    char[] characters = text.toCharArray();
    Arrays.sort(characters);
    return new String(characters);
  }

  private static long differences(List<String> a, List<String> b) {
    long count = 0;
    for (int i = 0; i < a.size(); i++) {
      count += a.get(i).equals(b.get(i)) ? 0 : 1;
    }
    return count;
  }
}
