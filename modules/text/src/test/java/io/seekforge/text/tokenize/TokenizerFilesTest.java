package io.seekforge.text.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokenizerFilesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A byte-pair tokenizer of four letters, two merges and two special tokens. */
  private static final String SMALL =
      """
      {"version":"1.0","truncation":{"direction":"Right","max_length":2,"strategy":"LongestFirst","stride":0},
       "padding":null,"normalizer":null,"pre_tokenizer":null,"post_processor":null,"decoder":{"type":"Fuse"},
       "added_tokens":[
        {"id":6,"content":"<s>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
        {"id":7,"content":"</s>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],
       "model":{"type":"BPE","dropout":null,"unk_token":"?","continuing_subword_prefix":null,"end_of_word_suffix":null,
        "fuse_unk":false,"byte_fallback":false,"vocab":{"?":0,"a":1,"b":2,".":3,"ab":4," ":5},"merges":["a b"]}}
      """;

  @TempDir Path folder;

  @Test
  void truncationOfTheFileIsIgnored() throws IOException {
    try (Tokenizer tokenizer = small("{}")) {
      assertThat(tokenizer.encode("abab.", true)).containsExactly(4, 4, 3);
      assertThat(tokenizer.encode("", true)).isEmpty();
      assertThat(tokenizer.vocabularySize()).isEqualTo(8);
      assertThat(tokenizer.bosId()).isEqualTo(-1);
      assertThat(tokenizer.idOf("ab")).isEqualTo(4);
      assertThat(tokenizer.idOf("ba")).isEqualTo(-1);
    }
  }

  @Test
  void flagsOfTheConfigurationPutTokensAroundAText() throws IOException {
    String tokens = "\"bos_token\":\"<s>\",\"eos_token\":{\"content\":\"</s>\"}";
    try (Tokenizer tokenizer =
        small("{" + tokens + ",\"add_bos_token\":true,\"add_eos_token\":true}")) {
      assertThat(tokenizer.encode("ab", true)).containsExactly(6, 4, 7);
      assertThat(tokenizer.encode("ab", false)).containsExactly(4);
      Encoded places = tokenizer.encodeWithPlaces("ab\uD83D.", true);
      assertThat(places.ids()).containsExactly(6, 4, 0, 3, 7);
      assertThat(places.starts()).containsExactly(Encoded.ADDED, 0, 2, 3, Encoded.ADDED);
      assertThat(tokenizer.encode("<s>ab</s>", false)).containsExactly(6, 4, 7);
      assertThat(tokenizer.decode(new int[] {6, 4, 7}, true)).isEqualTo("ab");
      assertThat(tokenizer.decode(new int[] {6, 4, 7}, false)).isEqualTo("<s>ab</s>");
    }
    try (Tokenizer tokenizer = small("{" + tokens + ",\"add_bos_token\":false}")) {
      assertThat(tokenizer.encode("ab", true)).containsExactly(4);
    }
  }

  @Test
  void cleanUpOfSpaces() throws IOException {
    try (Tokenizer tokenizer = small("{\"clean_up_tokenization_spaces\":true}")) {
      assertThat(tokenizer.decode(new int[] {4, 5, 3}, true)).isEqualTo("ab.");
    }
    try (Tokenizer tokenizer = small("{}")) {
      assertThat(tokenizer.decode(new int[] {4, 5, 3}, true)).isEqualTo("ab .");
    }
  }

  @Test
  void textThatIsNoUnicodeIsRepaired() {
    assertThat(WellFormed.text("a\uD83D\uDE00b")).isEqualTo("a\uD83D\uDE00b");
    assertThat(WellFormed.text("a\uD83Db\uDE00")).isEqualTo("a\uFFFDb\uFFFD");
    assertThat(WellFormed.text("\uD83D")).isEqualTo("\uFFFD");
  }

  @Test
  void brokenFilesEndInOneLine() throws IOException {
    assertThatThrownBy(() -> Tokenizer.load(folder))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("tokenizer.json: no such file");
    String[] broken = {
      "",
      "[]",
      "{}",
      "{\"model\":",
      SMALL.replace("\"a\":1", "\"a\":-1"),
      SMALL.replace("\"a b\"", "\"x y\""),
      SMALL.replace("\"BPE\"", "\"GPT\""),
      SMALL.replace("\"id\":7", "\"id\":99999999999")
    };
    for (String json : broken) {
      Files.writeString(folder.resolve("tokenizer.json"), json);
      assertThatThrownBy(() -> Tokenizer.load(folder))
          .isInstanceOf(SeekforgeException.class)
          .message()
          .startsWith("Cannot read " + folder.resolve("tokenizer.json"))
          .hasLineCount(1);
    }
    assertThatThrownBy(() -> small("{\"eos_token\":\"<end>\"}"))
        .hasMessageContaining("it has no token \"<end>\" (the eos_token)");
  }

  @Test
  void templatesOfTheConfiguration() throws IOException {
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        "{\"chat_template\":[{\"name\":\"tool_use\",\"template\":\"t\"},"
            + "{\"name\":\"default\",\"template\":\"d\"}]}");
    assertThat(TokenizerConfig.read(folder).chatTemplate()).isEqualTo("d");
    Files.writeString(folder.resolve("chat_template.jinja"), "file");
    assertThat(TokenizerConfig.read(folder).chatTemplate()).isEqualTo("file");
  }

  @Test
  void specialTokensMapServesWhereTheConfigurationIsSilent() throws IOException {
    Files.writeString(
        folder.resolve("special_tokens_map.json"), "{\"eos_token\":{\"content\":\"</s>\"}}");
    try (Tokenizer tokenizer = small("{}")) {
      assertThat(tokenizer.eosId()).isEqualTo(7);
      assertThat(tokenizer.eosToken()).isEqualTo("</s>");
    }
  }

  @Test
  void linesOfAFile() throws IOException {
    Path file = folder.resolve("lines.txt");
    Files.writeString(file, "ab\r\n\nba\rb\n.");
    StringBuilder out = new StringBuilder();
    try (Tokenizer tokenizer = small("{}")) {
      TokenizedLines.write(tokenizer, file, true, out);
      assertThat(out.toString()).isEqualTo("[4]\n[]\n[2, 1, 0, 2]\n[3]\n");
      Files.write(file, new byte[] {'a', '\n', (byte) 0xC3, '\n'});
      assertThatThrownBy(() -> TokenizedLines.write(tokenizer, file, true, new StringBuilder()))
          .hasMessageContaining("not UTF-8");
      assertThatThrownBy(() -> TokenizedLines.write(tokenizer, folder.resolve("no"), true, out))
          .hasMessageContaining("no such file");
    }
  }

  private Tokenizer small(String config) throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), SMALL, StandardCharsets.UTF_8);
    Files.writeString(folder.resolve("tokenizer_config.json"), config, StandardCharsets.UTF_8);
    return Tokenizer.load(folder);
  }
}
