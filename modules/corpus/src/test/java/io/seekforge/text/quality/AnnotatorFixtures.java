package io.seekforge.text.quality;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.Verdict;
import io.seekforge.text.words.Lines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;

/**
 * What data-prep-kit's annotators measured, against ours. They cut words with NLTK where the
 * product follows spaCy, so signals over words are measured over NLTK's words of the same texts.
 *
 * @param total values compared
 * @param wrong those that differ, numbers by more than 1e-6, for people
 */
public record AnnotatorFixtures(int total, List<String> wrong) {
  private static final double TOLERANCE = 1e-6;

  /** {@code reason}, {@code clean_contents} and {@code doc_stats} of the C4 annotator. */
  public static AnnotatorFixtures c4(Path filters) throws IOException {
    Comparison comparison = new Comparison();
    C4Lines lines = new C4Lines(true, 5, 3);
    ParagraphRule paragraphs = new ParagraphRule(3, 200);
    for (Group row : rows(filters, "c4_annotator")) {
      String text = text(row, "text");
      String reason =
          QualityProfile.firstDrop(List.of(lines), new MeasuredText(text))
              .or(() -> Optional.of(paragraphs.check(new MeasuredText(text))))
              .map(Verdict::rule)
              .orElse("");
      comparison.same(row, "drop_reason", reason, reason(text(row, "drop_reason")));
      if (reason.isEmpty()) {
        comparison.same(row, "clean_contents", lines.rewrite(text), text(row, "clean_contents"));
      }
      comparison.same(row, "doc_stats", fates(lines, text), statistics(text(row, "doc_stats")));
    }
    return comparison.result();
  }

  /** All columns of the FineWeb annotator. */
  public static AnnotatorFixtures fineweb(Path filters) throws IOException {
    return compare(
        filters,
        "fineweb_quality_annotator",
        (comparison, row, text) -> {
          comparison.close(row, "frac_line_punct", LineSignals.punctuated(text));
          comparison.close(row, "dup_line_char_frac", LineSignals.duplicateFilledCharacters(text));
          comparison.close(row, "short_line_frac", LineSignals.shortLines(30).of(text));
          comparison.close(row, "new_line_ratio", WordSignals.lineFeeds(text));
        });
  }

  /** All columns of the Gopher repetition annotator. */
  public static AnnotatorFixtures gopherRepetition(Path filters) throws IOException {
    return compare(
        filters,
        "gopher_repetition_annotator",
        (comparison, row, text) -> {
          comparison.close(row, "dup_line_frac", LineSignals.duplicateLines(text));
          comparison.close(row, "dup_para_frac", LineSignals.duplicateParagraphs(text));
          comparison.close(row, "dup_line_char_frac", LineSignals.duplicateLineCharacters(text));
          comparison.close(
              row, "dup_para_char_frac", LineSignals.duplicateParagraphCharacters(text));
          for (int n = 2; n <= 10; n++) {
            Signal signal = n < 5 ? GramSignals.top(n) : GramSignals.repeated(n);
            comparison.close(row, (n < 5 ? "top_" : "dup_") + n + "_grams", signal.of(text));
          }
        });
  }

  /** What is measured of one text. */
  private interface Columns {
    void compare(Comparison comparison, Group row, MeasuredText text);
  }

  /** Over NLTK's words. */
  private static AnnotatorFixtures compare(Path filters, String annotator, Columns columns)
      throws IOException {
    Comparison comparison = new Comparison();
    List<List<String>> words = words();
    List<Group> rows = rows(filters, annotator);
    for (int i = 0; i < rows.size(); i++) {
      Group row = rows.get(i);
      columns.compare(comparison, row, new MeasuredText(text(row, "text"), words.get(i)));
    }
    return comparison.result();
  }

  private static final class Comparison {
    private final List<String> wrong = new ArrayList<>();
    private int total;

    void close(Group row, String column, double measured) {
      double expected = row.getDouble(column, 0);
      count(row, column, measured, expected, Math.abs(measured - expected) <= TOLERANCE);
    }

    void same(Group row, String column, Object measured, Object expected) {
      count(row, column, measured, expected, measured.equals(expected));
    }

    private void count(Group row, String column, Object measured, Object expected, boolean same) {
      total++;
      if (!same) {
        wrong.add(
            "%s: %s instead of %s in: %s".formatted(column, measured, expected, text(row, "text")));
      }
    }

    AnnotatorFixtures result() {
      return new AnnotatorFixtures(total, wrong);
    }
  }

  /** Our name of a reason; of paragraphs that are too few and too short there is one. */
  private static String reason(String theirs) {
    return theirs.endsWith("_paragraphs")
        ? "< 3 paragraphs"
        : theirs.isEmpty() ? "" : theirs.substring("drop_".length());
  }

  private static Map<String, Integer> fates(C4Lines lines, String text) {
    Map<String, Integer> fates = new TreeMap<>();
    for (String line : Lines.of(text)) {
      fates.merge("line-total", 1, Integer::sum);
      LineFate fate = lines.fate(line);
      if (fate.fatal()) {
        return fates;
      }
      fates.merge(fate.word(), 1, Integer::sum);
    }
    return fates;
  }

  private static Map<String, Integer> statistics(String json) throws IOException {
    Map<String, Integer> statistics = new TreeMap<>();
    JsonNode tree = new ObjectMapper().readTree(json);
    tree.fields()
        .forEachRemaining(field -> statistics.put(field.getKey(), field.getValue().asInt()));
    return statistics;
  }

  /** Words of each text of the fixtures; made by nltk_words.py. */
  private static List<List<String>> words() throws IOException {
    try (InputStream json = AnnotatorFixtures.class.getResourceAsStream("nltk-words.json")) {
      return new ObjectMapper().readValue(json, new TypeReference<List<List<String>>>() {});
    }
  }

  private static List<Group> rows(Path filters, String annotator) throws IOException {
    List<Group> rows = new ArrayList<>();
    Path file = filters.resolve(annotator).resolve("expected/test1.parquet");
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), new org.apache.hadoop.fs.Path(file.toUri()))
            .build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static String text(Group row, String column) {
    return row.getFieldRepetitionCount(column) == 0 ? "" : row.getString(column, 0);
  }
}
