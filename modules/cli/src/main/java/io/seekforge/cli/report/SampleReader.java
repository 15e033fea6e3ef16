package io.seekforge.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.seekforge.cli.report.Report.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Chooses samples of {@code predictions.jsonl} that show gains and failures alike: of what is asked
 * for, half are cases that only the tuned model answers, a quarter cases it gets wrong, the rest
 * the first of all others.
 */
record SampleReader(SmallFiles files) {
  private static final int LONGEST_CHARS = 2_000;

  List<Sample> read(String path, int count) {
    List<Sample> gained = new ArrayList<>();
    List<Sample> wrong = new ArrayList<>();
    List<Sample> other = new ArrayList<>();
    files.lines(
        path,
        line -> {
          Sample sample = sample(line);
          List<Sample> kind =
              !sample.tunedCorrect() ? wrong : sample.baseCorrect() ? other : gained;
          if (kind.size() < count) {
            kind.add(sample);
          }
        });
    return choose(gained, wrong, other, count);
  }

  static List<Sample> choose(
      List<Sample> gained, List<Sample> wrong, List<Sample> other, int count) {
    List<Sample> chosen = new ArrayList<>();
    take(chosen, gained, (count + 1) / 2, sample -> true);
    take(chosen, wrong, chosen.size() + count / 4, sample -> true);
    for (List<Sample> kind : List.of(other, gained, wrong)) {
      take(chosen, kind, count, sample -> !chosen.contains(sample));
    }
    return chosen;
  }

  private static void take(
      List<Sample> chosen, List<Sample> from, int upTo, Predicate<Sample> wanted) {
    for (Sample sample : from) {
      if (chosen.size() < upTo && wanted.test(sample)) {
        chosen.add(sample);
      }
    }
  }

  private static Sample sample(JsonNode line) {
    return new Sample(
        line.path("document_id").asText(),
        text(line, "prompt"),
        text(line, "expected"),
        text(line, "base"),
        text(line, "tuned"),
        line.path("base_correct").asBoolean(),
        line.path("tuned_correct").asBoolean());
  }

  private static String text(JsonNode line, String field) {
    String text = line.path(field).asText();
    if (text.length() <= LONGEST_CHARS) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(LONGEST_CHARS - 1)) ? 1 : 0;
    return text.substring(0, LONGEST_CHARS - end) + "…";
  }
}
