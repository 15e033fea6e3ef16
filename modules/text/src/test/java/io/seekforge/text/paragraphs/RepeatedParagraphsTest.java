package io.seekforge.text.paragraphs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.seekforge.text.SharedData;
import io.seekforge.text.words.Characters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RepeatedParagraphsTest {
  @Test
  void spansAreThoseThatDolmaFinds() throws IOException {
    DolmaSpans spans = DolmaSpans.run(SharedData.file("data"));
    assertThat(spans.wrong()).isEmpty();
    assertThat(spans.total()).isEqualTo(30);
  }

  @Test
  void aParagraphIsRepeatedInItsOwnTextAndInLaterOnes() {
    RepeatedParagraphs repeated = RepeatedParagraphs.whole();
    assertThat(repeated.spans("Menu\nOn 𠀀 fever\nMenu\nend")).containsExactly(new Span(16, 21, 1));
    assertThat(repeated.spans("new\nMenu")).containsExactly(new Span(4, 8, 1));
    assertThat(repeated.spans("")).isEmpty();
  }

  @Test
  void aParagraphThatSharesHalfItsGramsIsRepeated() {
    RepeatedParagraphs repeated = RepeatedParagraphs.byGrams(3, 1, 0.5);
    assertThat(repeated.spans("one two three four five six")).isEmpty();
    assertThat(repeated.spans("one two three four five other words"))
        .singleElement()
        .satisfies(span -> assertThat(span.score()).isBetween(0.5, 0.99));
    assertThat(repeated.spans("quite other words than those before")).isEmpty();
  }

  /** What the clean stage takes out is what dolma flags, but for blank lines, which stay. */
  @Test
  void partsThatAreTakenOutAreThoseDolmaFinds() throws IOException {
    RepeatedParts lines = new RepeatedParts(false, 1);
    Path data = SharedData.file("data");
    List<JsonNode> documents = DolmaSpans.documents(data);
    List<JsonNode> answers = DolmaSpans.expected(data, "paragraphs");
    long[] seen = {};
    int taken = 0;
    for (int i = 0; i < documents.size(); i++) {
      String text = documents.get(i).get("text").asText();
      StringBuilder expected = new StringBuilder(text);
      List<Span> spans =
          new ArrayList<>(DolmaSpans.spans(answers.get(i), "duplicate_paragraph_spans"));
      Collections.reverse(spans);
      for (Span span : spans) {
        int start = text.offsetByCodePoints(0, span.start());
        int end = text.offsetByCodePoints(0, Math.min(span.end(), Characters.count(text)));
        if (!text.substring(start, end).isBlank()) {
          expected.delete(start, end);
          taken++;
        }
      }
      assertThat(lines.without(text, seen).text()).isEqualTo(expected.toString());
      seen =
          LongStream.concat(Arrays.stream(seen), Arrays.stream(lines.hashes(text)))
              .sorted()
              .toArray();
    }
    assertThat(taken).isPositive();
  }
}
