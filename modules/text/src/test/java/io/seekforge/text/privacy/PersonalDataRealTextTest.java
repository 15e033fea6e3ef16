package io.seekforge.text.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.text.SharedData;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Published texts hold hardly any personal data (but telephone numbers and addresses of
 * institutions), so what is found in them is mostly false.
 */
final class PersonalDataRealTextTest {
  private static final boolean SHOW = System.getenv("SEEKFORGE_SHOW") != null;
  private final PersonalData personal = new PersonalData();

  @Test
  void englishQuestionsAndAnswersRaiseFewAlarms() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(SharedData.file("data/medquad"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".xml")).sorted().toList()) {
        all.append(Files.readString(file).replaceAll("<[^>]*>", " ")).append('\n');
      }
    }
    hold("medquad", all.toString(), 10);
  }

  @Test
  void chineseDialoguesRaiseFewAlarms() throws IOException {
    try (Stream<Path> files = Files.list(SharedData.file("data/zh-medical"))) {
      Path csv = files.filter(f -> f.toString().endsWith(".csv")).findFirst().orElseThrow();
      hold("zh-medical", Files.readString(csv, Charset.forName("GB18030")), 25);
    }
  }

  private void hold(String source, String text, int mostNames) {
    long start = System.nanoTime();
    List<Finding> found = personal.find(text);
    double seconds = (System.nanoTime() - start) / 1e9;
    double megabytes = text.getBytes(StandardCharsets.UTF_8).length / 1e6;
    Map<PersonalKind, Integer> counts = new EnumMap<>(PersonalKind.class);
    for (Finding finding : found) {
      int count = counts.merge(finding.kind(), 1, Integer::sum);
      if (SHOW && count % 10 == 1) {
        int from = Math.max(0, finding.start() - 30);
        String around = text.substring(from, Math.min(text.length(), finding.end() + 15));
        System.out.printf(
            "%s %s <%s> in %s%n",
            source,
            finding.kind(),
            text.substring(finding.start(), finding.end()),
            around.replace('\n', '|'));
      }
    }
    System.out.printf(
        "%s: %.1f MB, %.1f MB/s, %s%n", source, megabytes, megabytes / seconds, counts);
    for (PersonalKind kind :
        List.of(
            PersonalKind.CHINA_ID,
            PersonalKind.SSN,
            PersonalKind.BANK_CARD,
            PersonalKind.NPI,
            PersonalKind.CREDIT_CODE,
            PersonalKind.RECORD_NUMBER,
            PersonalKind.PASSPORT,
            PersonalKind.IP_ADDRESS)) {
      assertThat(counts.getOrDefault(kind, 0)).as("%s in %s", kind, source).isLessThanOrEqualTo(3);
    }
    assertThat(counts.getOrDefault(PersonalKind.NAME, 0) / megabytes).isLessThan(mostNames);
  }
}
