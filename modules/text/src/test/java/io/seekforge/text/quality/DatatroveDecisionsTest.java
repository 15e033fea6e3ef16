package io.seekforge.text.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.Verdict;
import io.seekforge.text.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Decisions that datatrove's own tests expect. Not covered: its language, regex, unigram, url and
 * c4_paragraph filters, which no profile holds.
 */
final class DatatroveDecisionsTest {
  @Test
  void everyDecisionOfTheProfilesRulesIsTheSame() throws IOException {
    List<String> checked = new ArrayList<>();
    for (String line :
        Files.readAllLines(SharedData.file("data/filters/datatrove-decisions.jsonl"))) {
      JsonNode decision = new ObjectMapper().readTree(line);
      rules(decision)
          .ifPresent(
              rules -> {
                check(decision, rules);
                checked.add(decision.get("filter").asText());
              });
    }
    assertThat(checked).hasSize(12);
  }

  private static void check(JsonNode decision, List<QualityRule> rules) {
    String text = decision.get("text").asText();
    Optional<Verdict> dropped = QualityProfile.firstDrop(rules, new MeasuredText(text));
    assertThat(dropped.isEmpty()).as(text).isEqualTo(decision.get("keep").asBoolean());
    if (!decision.get("reason").isNull()) {
      assertThat(dropped.orElseThrow().rule()).isEqualTo(decision.get("reason").asText());
    }
    if (decision.has("text_after")) {
      assertThat(((C4Lines) rules.get(0)).rewrite(text))
          .isEqualTo(decision.get("text_after").asText());
    }
  }

  private static Optional<List<QualityRule>> rules(JsonNode decision) {
    JsonNode params = decision.get("params");
    return switch (decision.get("filter").asText()) {
      case "gopher_repetition" -> Optional.of(Profiles.REPETITION);
      case "gopher_quality" ->
          Optional.of(
              Profiles.quality(
                  params.get("min_doc_words").asInt(), params.get("max_doc_words").asInt()));
      case "c4_quality" ->
          Optional.of(
              List.of(
                  new C4Lines(
                      params.get("filter_no_terminal_punct").asBoolean(),
                      params.get("min_num_sentences").asInt(),
                      params.get("min_words_per_line").asInt())));
      case "fineweb_quality" ->
          Optional.of(
              Profiles.fineweb(
                  params.get("line_punct_thr").asDouble(),
                  params.get("short_line_thr").asDouble(),
                  params.get("char_duplicates_ratio").asDouble(),
                  params.get("new_line_ratio").asDouble()));
      default -> Optional.empty();
    };
  }
}
