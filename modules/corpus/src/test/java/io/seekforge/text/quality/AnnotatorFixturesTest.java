package io.seekforge.text.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.Verdict;
import io.seekforge.text.words.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What data-prep-kit's annotators measured. Lines, paragraphs and characters agree within 1e-6;
 * words do not quite, since NLTK cuts them otherwise.
 */
final class AnnotatorFixturesTest {
  private static final double EXACT = 1e-6;
  private static final double WORDS = 0.05;

  @Test
  void c4() throws IOException {
    C4Lines lines = new C4Lines(true, 5, 3);
    ParagraphRule paragraphs = new ParagraphRule(3, 200);
    for (Group row : rows("c4_annotator")) {
      String text = text(row, "text");
      String reason =
          QualityProfile.firstDrop(List.of(lines), new MeasuredText(text))
              .or(() -> Optional.of(paragraphs.check(new MeasuredText(text))))
              .map(Verdict::rule)
              .orElse("");
      assertThat(reason).as(text).isEqualTo(reason(text(row, "drop_reason")));
      if (reason.isEmpty()) {
        assertThat(lines.rewrite(text)).isEqualTo(text(row, "clean_contents"));
      }
      assertThat(fates(lines, text)).as(text).isEqualTo(statistics(text(row, "doc_stats")));
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

  @Test
  void fineweb() throws IOException {
    for (Group row : rows("fineweb_quality_annotator")) {
      MeasuredText text = new MeasuredText(text(row, "text"));
      check(row, "frac_line_punct", LineSignals.punctuated(text), EXACT);
      check(row, "dup_line_char_frac", LineSignals.duplicateFilledCharacters(text), EXACT);
      check(row, "short_line_frac", LineSignals.shortLines(30).of(text), EXACT);
      check(row, "new_line_ratio", WordSignals.lineFeeds(text), WORDS);
    }
  }

  @Test
  void gopherRepetition() throws IOException {
    for (Group row : rows("gopher_repetition_annotator")) {
      MeasuredText text = new MeasuredText(text(row, "text"));
      check(row, "dup_line_frac", LineSignals.duplicateLines(text), EXACT);
      check(row, "dup_para_frac", LineSignals.duplicateParagraphs(text), EXACT);
      check(row, "dup_line_char_frac", LineSignals.duplicateLineCharacters(text), EXACT);
      check(row, "dup_para_char_frac", LineSignals.duplicateParagraphCharacters(text), EXACT);
      for (int n = 2; n <= 4; n++) {
        check(row, "top_" + n + "_grams", GramSignals.top(n).of(text), WORDS);
      }
      for (int n = 5; n <= 10; n++) {
        check(row, "dup_" + n + "_grams", GramSignals.repeated(n).of(text), WORDS);
      }
    }
  }

  private static void check(Group row, String column, double measured, double tolerance) {
    assertThat(measured)
        .as("%s of %s", column, text(row, "url"))
        .isCloseTo(row.getDouble(column, 0), within(tolerance));
  }

  private static List<Group> rows(String annotator) throws IOException {
    List<Group> rows = new ArrayList<>();
    Path path = new Path(file(annotator).toUri());
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), path).build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.add(row);
      }
    }
    assertThat(rows).isNotEmpty();
    return rows;
  }

  private static java.nio.file.Path file(String annotator) {
    java.nio.file.Path folder = java.nio.file.Path.of("").toAbsolutePath();
    String name = "shared/data/filters/" + annotator + "/expected/test1.parquet";
    while (folder != null && !Files.exists(folder.resolve(name))) {
      folder = folder.getParent();
    }
    Assumptions.assumeTrue(folder != null, "shared data is absent: " + name);
    return folder.resolve(name);
  }

  private static String text(Group row, String column) {
    return row.getFieldRepetitionCount(column) == 0 ? "" : row.getString(column, 0);
  }
}
