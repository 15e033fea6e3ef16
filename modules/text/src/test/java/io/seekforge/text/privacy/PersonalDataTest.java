package io.seekforge.text.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class PersonalDataTest {
  private static final int DOCUMENTS = 800; // of each language
  private final PersonalData personal = new PersonalData();

  @Test
  void findsWhatIsPersonalInBothLanguagesAndLittleElse() {
    PersonalDocuments documents = new PersonalDocuments(new Random(20));
    Map<PersonalKind, int[]> english = scored(documents::english);
    Map<PersonalKind, int[]> chinese = scored(documents::chinese);

    assertThat(english.keySet()).hasSizeGreaterThanOrEqualTo(10);
    assertThat(chinese.keySet()).hasSizeGreaterThanOrEqualTo(9);
    hold("en", english);
    hold("zh", chinese);
  }

  private Map<PersonalKind, int[]> scored(Supplier<LabelledText> documents) {
    Map<PersonalKind, int[]> scores = new EnumMap<>(PersonalKind.class);
    for (int i = 0; i < DOCUMENTS; i++) {
      LabelledText document = documents.get();
      List<Finding> missed = new ArrayList<>(document.labels());
      for (Finding finding : personal.find(document.text())) {
        boolean right = missed.removeIf(label -> same(label, finding));
        score(scores, finding)[right ? 0 : 1]++;
      }
      for (Finding label : missed) {
        score(scores, label)[2]++;
      }
    }
    return scores;
  }

  private static int[] score(Map<PersonalKind, int[]> scores, Finding finding) {
    return scores.computeIfAbsent(finding.kind(), kind -> new int[3]);
  }

  /** The same kind, and the common part is at least three quarters of both together. */
  private static boolean same(Finding label, Finding finding) {
    int common = Math.min(label.end(), finding.end()) - Math.max(label.start(), finding.start());
    int both = Math.max(label.end(), finding.end()) - Math.min(label.start(), finding.start());
    return label.kind() == finding.kind() && common >= 0.75 * both;
  }

  private static void hold(String language, Map<PersonalKind, int[]> scores) {
    System.out.println(
        "personal data, " + language + ": kind, right, false, missed, precision, recall");
    scores.forEach(
        (kind, s) -> {
          double precision = (double) s[0] / Math.max(1, s[0] + s[1]);
          double recall = (double) s[0] / Math.max(1, s[0] + s[2]);
          System.out.printf(
              "  %-14s %5d %4d %4d  %.3f  %.3f%n",
              kind.word(), s[0], s[1], s[2], precision, recall);
          assertThat(precision)
              .as("precision of %s, %s", kind, language)
              .isGreaterThanOrEqualTo(0.90);
          assertThat(recall).as("recall of %s, %s", kind, language).isGreaterThanOrEqualTo(0.95);
        });
  }

  @Test
  void everyChecksumDecides() {
    assertThat(kinds("11010519491231002X")).containsExactly(PersonalKind.CHINA_ID);
    assertThat(kinds("110105194912310021")).isEmpty();
    assertThat(kinds("11010519491331002X")).isEmpty(); // a thirteenth month
    assertThat(kinds("NPI 1234567893")).containsExactly(PersonalKind.NPI);
    assertThat(kinds("NPI 1234567890")).isEmpty();
    assertThat(kinds("4111 1111 1111 1111")).containsExactly(PersonalKind.BANK_CARD);
    assertThat(kinds("4111 1111 1111 1112")).isEmpty();
    assertThat(kinds("9144030071526726XG")).containsExactly(PersonalKind.CREDIT_CODE);
    assertThat(kinds("9144030071526726XH")).isEmpty();
    assertThat(kinds("123-45-6789")).containsExactly(PersonalKind.SSN);
    assertThat(kinds("666-45-6789")).isEmpty();
  }

  @Test
  void masksWithPlaceholdersAndFindsNothingAfterwards() {
    String text = "患者姓名：王小明，手机13800138000。Mail pat@example.org, Mr. Smith.";
    String masked = PersonalData.masked(text, personal.find(text));

    assertThat(masked).isEqualTo("患者姓名：[NAME]，手机[PHONE]。Mail [EMAIL], Mr. [NAME].");
    assertThat(personal.find(masked)).isEmpty();
  }

  @Test
  void hostileTextTakesLinearTime() {
    for (String part : List.of("@", "1-", "A", "号", "1:", "王", "a.", "(", "1号", "路1", "P.O. ")) {
      personal.find(part.repeat(100_000));
    }
    assertThat(personal.find("1".repeat(1_000_000))).isEmpty();
  }

  private List<PersonalKind> kinds(String text) {
    return personal.find(text).stream().map(Finding::kind).toList();
  }
}
