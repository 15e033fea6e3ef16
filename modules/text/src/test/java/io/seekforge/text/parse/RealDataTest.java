package io.seekforge.text.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.Document;
import io.seekforge.api.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Counts and places in real files, as their sources publish them. */
class RealDataTest {
  private static final Sources MEDQUAD =
      Sources.of("xml")
          .record("QAPair")
          .fields(
              Map.of(
                  "prompt", "Question",
                  "completion", "Answer",
                  "key", "Question/@qid",
                  "url", "../../@url",
                  "focus", "//Focus",
                  "qtype", "Question/@qtype"));

  @Test
  void medquadGivesQuestionsWithTheirAnswersAndUrls() throws IOException {
    int pairs = 0;
    int empty = 0;
    int focused = 0;
    for (Path file : files(SharedData.at("medquad"), ".xml")) {
      Sources.Result result = MEDQUAD.parse(file);
      pairs += result.documents().size();
      empty += result.rejected().size();
      focused +=
          (int) result.documents().stream().filter(d -> d.metadata().containsKey("focus")).count();
      assertThat(result.documents())
          .allSatisfy(
              document -> {
                assertThat(document.messages()).hasSize(2);
                assertThat(document.url()).startsWith("http");
                assertThat(document.key()).isNotEmpty();
                assertThat(document.metadata()).containsKey("qtype");
              });
    }
    assertThat(pairs).isEqualTo(14_127);
    assertThat(focused).as("with a topic").isEqualTo(14_113);
    assertThat(empty).as("answers that are empty").isEqualTo(5);
  }

  @Test
  void zhMedicalIsReadAsGb18030() throws IOException {
    Path file = files(SharedData.at("zh-medical"), ".csv").get(0);
    Sources csv =
        Sources.of("csv")
            .encoding("GB18030")
            .fields(Map.of("prompt", "{title}\n{ask}", "completion", "answer", "d", "department"));
    Sources.Result result = csv.parse(file);
    assertThat(result.documents().size() + result.rejected().size()).isEqualTo(7644);
    assertThat(result.rejected()).isEmpty();
    assertThat(result.documents().get(0).messages().get(0).content())
        .startsWith("高血压患者能吃党参吗？\n我有高血压");
    assertThat(csv.encoding("GB2312").parse(file).reasons()).contains("invalid_encoding");
    assertThat(csv.encoding("UTF-8").parse(file).reasons()).contains("invalid_encoding");
  }

  @Test
  void legalbenchRowsAreNotLines() throws IOException {
    int rows = 0;
    for (Path file : files(SharedData.at("legalbench"), "train.tsv")) {
      String answer = Files.readString(file).lines().findFirst().orElse("");
      Sources tsv = Sources.of("tsv").fields(Map.of("text", columns(answer)));
      Sources.Result result = tsv.parse(file);
      assertThat(result.rejected()).as(file.toString()).isEmpty();
      rows += result.documents().size();
    }
    assertThat(rows).isEqualTo(601);
  }

  private static String columns(String header) {
    return "{" + header.replace("\t", "} {") + "}";
  }

  @Test
  void pubmedqaIsAnObjectOfRecords() throws IOException {
    Path file = files(SharedData.at("pubmedqa"), ".json").get(0);
    Sources json =
        Sources.of("json")
            .fields(
                Map.of(
                    "prompt", "{CONTEXTS}\n\n{QUESTION}",
                    "completion", "LONG_ANSWER",
                    "key", "@key",
                    "label", "final_decision"));
    Sources.Result result = json.parse(file);
    assertThat(result.rejected()).isEmpty();
    assertThat(result.documents()).hasSize(500);
    assertThat(count(result, "label", "yes")).isEqualTo(276);
    assertThat(count(result, "label", "maybe")).isEqualTo(55);
    Document first = result.documents().get(0);
    assertThat(first.key()).isEqualTo("10808977");
    assertThat(first.messages().get(0).content())
        .startsWith("Telephone counseling")
        .endsWith("Can tailored interventions increase mammography use among HMO women?");
  }

  @Test
  void tatqaQuestionsReachTheirTableAndParagraphs() throws IOException {
    Path file = files(SharedData.at("tatqa"), ".json").get(0);
    Sources json =
        Sources.of("json")
            .record("questions")
            .fields(
                Map.of(
                    "prompt", "{../table.table}\n\n{../paragraphs.text}\n\n{question}",
                    "completion", "answer",
                    "key", "uid"));
    Sources.Result result = json.parse(file);
    assertThat(result.documents().size() + result.rejected().size()).isEqualTo(1668);
    assertThat(result.rejected()).isEmpty();
    Message prompt = result.documents().get(0).messages().get(0);
    assertThat(prompt.content())
        .contains("Fixed Price | $  1,452.4 | $  1,146.2 | $  1,036.9\n")
        .contains("Sales by Contract Type: Substantially");
  }

  @Test
  void tmxUnitsGivePairsByLanguage() throws IOException {
    Sources tmx =
        Sources.of("xml")
            .record("tu")
            .fields(
                Map.of(
                    "prompt", "tuv[@xml:lang='en']/seg",
                    "completion", "tuv[@xml:lang='zh']/seg",
                    "key", "@tuid"));
    Sources.Result result = tmx.parse(files(SharedData.at("tico19"), ".tmx").get(0));
    assertThat(result.documents().size() + result.rejected().size()).isEqualTo(3071);
    assertThat(result.rejected()).isEmpty();
    assertThat(result.documents().get(0).messages())
        .containsExactly(
            new Message("user", "about how long have these symptoms been going on?"),
            new Message("assistant", "这些症状已持续多长时间？"));
  }

  @Test
  void esftMessagesAreRecognised() throws IOException {
    Path file = SharedData.at("esft/train").resolve("law.jsonl");
    Sources.Result result = Sources.of("jsonl").parse(file);
    assertThat(result.documents()).hasSize(927);
    assertThat(result.rejected()).isEmpty();
  }

  private static long count(Sources.Result result, String name, String value) {
    return result.documents().stream()
        .filter(document -> value.equals(document.metadata().get(name)))
        .count();
  }

  static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> path.toString().endsWith(ending)).sorted().toList();
    }
  }
}
