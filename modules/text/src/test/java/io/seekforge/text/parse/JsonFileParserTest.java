package io.seekforge.text.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonFileParserTest {
  private static final Sources JSON = Sources.of("json");

  @Test
  void readsAListAnObjectByKeysAndOneRecord() {
    assertThat(JSON.parse("[{\"text\":\"a\"},{\"text\":\"b\"}]").texts()).containsExactly("a", "b");
    Sources.Result keyed = JSON.parse("{\"k1\":{\"text\":\"a\"},\"k2\":{\"text\":\"b\"}}");
    assertThat(keyed.texts()).containsExactly("a", "b");
    assertThat(keyed.documents()).extracting(d -> d.key()).containsExactly("k1", "k2");
    Sources.Result one = JSON.parse("{\"text\":\"a\",\"tags\":{\"x\":[1]},\"id\":\"k\"}");
    assertThat(one.only().key()).isEqualTo("k");
  }

  @Test
  void recordNamesAListThroughObjectsAndLists() {
    Sources squad =
        JSON.record("data.paragraphs.qas")
            .fields(
                Map.of(
                    "prompt", "{../context} {question}",
                    "completion", "answers.text",
                    "title", "../../title"));
    Sources.Result result =
        squad.parse(
            """
            {"version": [1, {"data": 2}], "data": [
              {"title": "T1", "paragraphs": [{"context": "C1", "qas": [
                {"question": "Q1", "answers": [{"text": "A1"}]},
                {"question": "Q2", "answers": [{"text": "A2"}, {"text": "A3"}]}]}]},
              {"title": "T2", "paragraphs": [{"context": "C2", "qas": [
                {"question": "Q3", "answers": [{"text": "A4"}]}]}]}], "more": {}}
            """);
    assertThat(result.rejected()).isEmpty();
    assertThat(result.texts()).containsExactly("C1 Q1\n\nA1", "C1 Q2\n\nA2\nA3", "C2 Q3\n\nA4");
    assertThat(result.documents().get(2).metadata()).containsEntry("title", "T2");
    assertThat(JSON.record("missing").parse("{\"data\": []}").onlyReason())
        .isEqualTo("missing_field");
  }

  @Test
  void whatBreaksOffKeepsTheRecordsBefore() {
    Sources.Result result = JSON.parse("[{\"text\":\"a\"},{\"text\":\"b\"");
    assertThat(result.texts()).containsExactly("a");
    assertThat(result.onlyReason()).isEqualTo("invalid_json");
    assertThat(result.rejected().get(0).position()).isEqualTo(1);
    assertThat(JSON.parse("[{\"text\":\"a\"}] x").reasons()).containsExactly("invalid_json");
    assertThat(JSON.parse("7").reasons()).containsExactly("invalid_json");
    assertThat(JSON.parse("[1,{\"text\":\"a\"}]").reasons()).containsExactly("invalid_json");
    assertThat(JSON.parse("[1,{\"text\":\"a\"}]").texts()).containsExactly("a");
    assertThat(JSON.parse("[]").documents()).isEmpty();
  }

  @Test
  void aRecordThatIsTooLongIsSkippedUnlessItIsOneString() {
    String wide = "{\"text\":\"a\",\"x\":[" + "1,".repeat(3000) + "1]}";
    Sources small = JSON.maxRecordBytes(4096);
    Sources.Result result = small.parse("[" + wide + ",{\"text\":\"b\"}]");
    assertThat(result.texts()).containsExactly("b");
    assertThat(result.reasons()).containsExactly("record_too_long");
    String string = "[{\"text\":\"" + "x".repeat(50_000) + "\"},{\"text\":\"b\"}]";
    assertThat(small.parse(string).reasons()).containsExactly("record_too_long");
  }

  @Test
  void malformedBytesCostOneRecord() {
    String json = "[{\"text\":\"a\"},{\"text\":\"é\"},{\"text\":\"c\"}]";
    Sources.Result result = JSON.parse(json.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(result.texts()).containsExactly("a", "c");
    assertThat(result.reasons()).containsExactly("invalid_encoding");
  }

  @Test
  void lineSeparatorsWithinTextStay() {
    assertThat(JSON.parse("[{\"text\":\"a\\u2028b\"}]").texts()).containsExactly("a\u2028b");
  }
}
