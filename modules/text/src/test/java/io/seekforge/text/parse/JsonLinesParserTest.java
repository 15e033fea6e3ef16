package io.seekforge.text.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.Document;
import io.seekforge.api.Message;
import io.seekforge.api.QuarantineEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonLinesParserTest {
  private static final Sources JSONL = Sources.of("jsonl");

  @Test
  void readsTextWithWhatTheRecordAndTheSourceSay() {
    Document document =
        JSONL
            .parse("{\"text\": \"Ein Satz.\", \"id\": 7, \"lang\": \"de\", \"topic\": \"x\"}\n")
            .only();
    assertThat(document.text()).isEqualTo("Ein Satz.");
    assertThat(document.key()).isEqualTo("7");
    assertThat(document.lang()).isEqualTo("de");
    assertThat(document.license()).isEqualTo("CC0-1.0");
    assertThat(document.metadata()).isEqualTo(Map.of("topic", "x", "trust", "3"));
    assertThat(document.position()).isZero();
    assertThat(document.source()).isEqualTo("src");
  }

  @Test
  void readsAlpacaWithInputSystemAndHistory() {
    Document document =
        JSONL
            .parse(
                "{\"instruction\":\"Translate.\",\"input\":\"Hund\",\"output\":\"dog\","
                    + "\"system\":\"Be brief.\",\"history\":[[\"Hi\",\"Hello\"]]}")
            .only();
    assertThat(document.messages())
        .containsExactly(
            new Message("system", "Be brief."),
            new Message("user", "Hi"),
            new Message("assistant", "Hello"),
            new Message("user", "Translate.\nHund"),
            new Message("assistant", "dog"));
    assertThat(document.text()).isEqualTo("Be brief.\n\nHi\n\nHello\n\nTranslate.\nHund\n\ndog");
  }

  @Test
  void readsShareGptOpenAiAndPromptCompletion() {
    Sources.Result result =
        JSONL.parse(
            """
            {"conversations":[{"from":"human","value":"a"},{"from":"gpt","value":"b"}]}
            {"messages":[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":"b"}]}
            {"prompt":"a","completion":"b"}
            {"prompt":[{"role":"user","content":"a"}],"completion":[{"role":"assistant","content":"b"}]}
            """);
    assertThat(result.rejected()).isEmpty();
    assertThat(result.documents())
        .hasSize(4)
        .allSatisfy(
            document ->
                assertThat(document.messages())
                    .containsExactly(new Message("user", "a"), new Message("assistant", "b")));
  }

  @Test
  void mapsFieldsThroughDotsListsAndTemplates() {
    Sources mapped =
        JSONL.fields(
            Map.of(
                "prompt", "{q.context}\n\nQuestion: {q.text}",
                "completion", "answers.text",
                "key", "meta.id",
                "topic", "meta.topic"));
    Document document =
        mapped
            .parse(
                "{\"q\":{\"context\":[\"one\",\"two\"],\"text\":\"why?\"},"
                    + "\"answers\":[{\"text\":\"because\"}],\"meta\":{\"id\":5,\"topic\":\"t\"}}")
            .only();
    assertThat(document.messages())
        .containsExactly(
            new Message("user", "one\ntwo\n\nQuestion: why?"), new Message("assistant", "because"));
    assertThat(document.key()).isEqualTo("5");
    assertThat(document.metadata()).containsEntry("topic", "t");
  }

  @Test
  void namesEachBadLineWithItsReasonAndGoesOn() {
    Sources.Result result =
        JSONL.parse(
            """
            {"text": "good"}
            {"text": "cut
            [1, 2]

            {"text": ""}
            {"messages": [{"role": "judge", "content": "x"}]}
            {"prompt": "a", "completion": " "}
            {"text": "also good"} {"text": "too much"}
            {"messages": [{"role": "user", "content": "x"}]}
            {"text": "good again"}""");
    assertThat(result.texts()).containsExactly("good", "good again");
    assertThat(result.reasons())
        .containsExactly(
            "invalid_json",
            "invalid_json",
            "missing_field",
            "invalid_messages",
            "missing_field",
            "invalid_json",
            "missing_field");
    assertThat(result.rejected())
        .extracting(QuarantineEntry::position)
        .containsExactly(1L, 2L, 4L, 5L, 6L, 7L, 8L);
    assertThat(result.rejected().get(0).sample()).isEqualTo("{\"text\": \"cut");
    assertThat(result.documents().get(1).position()).isEqualTo(9);
  }

  @Test
  void requiresRoles() {
    Sources strict = JSONL.fields(Map.of("text", "body", "url", "link")).require("url");
    Sources.Result result =
        strict.parse("{\"body\":\"a\",\"link\":\"http://x\"}\n{\"body\":\"b\",\"link\":\"\"}\n");
    assertThat(result.texts()).containsExactly("a");
    assertThat(result.onlyReason()).isEqualTo("missing_field");
    assertThat(result.rejected().get(0).detail()).isEqualTo("the required url is empty");
  }

  @Test
  void rejectsOnlyTheLineWithMalformedBytes() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write("{\"text\": \"é\"}\n{\"text\": \"".getBytes(StandardCharsets.UTF_8));
    bytes.write(new byte[] {(byte) 0xC3, (byte) 0x28, (byte) 0xFF});
    bytes.write("\"}\n{\"text\": \"ü\"}\n".getBytes(StandardCharsets.UTF_8));
    Sources.Result result = JSONL.parse(bytes.toByteArray());
    assertThat(result.texts()).containsExactly("é", "ü");
    assertThat(result.onlyReason()).isEqualTo("invalid_encoding");
    assertThat(result.rejected().get(0).detail())
        .isEqualTo("the bytes at offset 25 are not UTF-8 (2 malformed sequences)");
    assertThat(result.rejected().get(0).position()).isEqualTo(1);
  }

  @Test
  void readsDeclaredEncodingsAndByteOrderMarks() {
    String line = "{\"text\": \"高血压患者\u2028能吃党参吗？\uD840\uDC00\"}\r\n";
    for (String charset : new String[] {"GB18030", "UTF-16LE", "UTF-16", "UTF-32"}) {
      byte[] bytes = (line + line).getBytes(Charset.forName(charset));
      assertThat(JSONL.encoding(charset).parse(bytes).texts())
          .as(charset)
          .containsExactly("高血压患者\u2028能吃党参吗？\uD840\uDC00", "高血压患者\u2028能吃党参吗？\uD840\uDC00");
    }
    byte[] marked = ("\uFEFF" + line).getBytes(StandardCharsets.UTF_16LE);
    assertThat(JSONL.parse(marked).documents()).hasSize(1);
    assertThat(JSONL.parse(("\uFEFF" + line)).documents()).hasSize(1);
  }

  @Test
  void skipsALineThatIsTooLongWithoutHoldingIt() {
    byte[] chunk = new byte[1 << 16];
    java.util.Arrays.fill(chunk, (byte) 'x');
    InputStream huge =
        new SequenceInputStream(
            Collections.enumeration(
                java.util.stream.Stream.concat(
                        java.util.stream.Stream.concat(
                            java.util.stream.Stream.of(stream("{\"text\": \"a\"}\n")),
                            java.util.stream.Stream.generate(
                                    () -> (InputStream) new ByteArrayInputStream(chunk))
                                .limit(50 * 16)),
                        java.util.stream.Stream.of(stream("\n{\"text\": \"b\"}\n")))
                    .toList()));
    Sources.Result result = JSONL.parse("file", huge);
    assertThat(result.texts()).containsExactly("a", "b");
    assertThat(result.reasons()).containsExactly("record_too_long");
    assertThat(result.rejected().get(0).sample()).hasSize(QuarantineEntry.SAMPLE_CHARS);
    assertThat(result.rejected().get(0).position()).isEqualTo(1);
  }

  @Test
  void anEmptyFileIsNamed() {
    QuarantineEntry entry = JSONL.parse("").onlyRejected();
    assertThat(entry.reason()).isEqualTo("empty_file");
    assertThat(entry.position()).isEqualTo(-1);
  }

  @Test
  void aDeepNestIsInvalidJson() {
    String deep = "{\"text\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    assertThat(JSONL.parse(deep).reasons()).containsExactly("invalid_json");
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
