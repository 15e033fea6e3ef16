package io.seekforge.text.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.Verdict;
import io.seekforge.text.language.LanguageGuess;
import io.seekforge.text.language.LanguageId;
import io.seekforge.text.words.EnglishTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decisions that datatrove's own tests expect, of every filter, with the thresholds of each case.
 *
 * @param total cases
 * @param wrong those that come out otherwise, for people
 */
public record DatatroveDecisions(int total, List<String> wrong) {
  /**
   * Judges every case.
   *
   * @param data folder of the shared data
   */
  public static DatatroveDecisions run(Path data) throws IOException {
    List<String> lines = Files.readAllLines(data.resolve("filters/datatrove-decisions.jsonl"));
    List<String> wrong = new ArrayList<>();
    Cases cases = new Cases(data);
    for (String line : lines) {
      JsonNode decision = new ObjectMapper().readTree(line);
      if (!cases.agrees(decision)) {
        wrong.add(decision.get("filter").asText() + ": " + decision.get("text").asText());
      }
    }
    return new DatatroveDecisions(lines.size(), wrong);
  }

  private record Cases(Path data) {
    boolean agrees(JsonNode decision) {
      String text = decision.get("text").asText();
      Optional<Verdict> dropped = dropped(decision, text);
      boolean reasonAgrees =
          decision.get("reason").isNull()
              || dropped.filter(v -> v.rule().equals(decision.get("reason").asText())).isPresent();
      boolean textAgrees =
          !decision.has("text_after")
              || c4(decision.get("params"))
                  .rewrite(text)
                  .equals(decision.get("text_after").asText());
      return dropped.isEmpty() == decision.get("keep").asBoolean() && reasonAgrees && textAgrees;
    }

    private Optional<Verdict> dropped(JsonNode decision, String text) {
      JsonNode params = decision.get("params");
      return switch (decision.get("filter").asText()) {
        case "gopher_repetition" -> first(repetition(params).rules(), text);
        case "gopher_quality" -> first(quality(params).rules(), text);
        case "c4_quality" -> first(List.of(c4(params)), text);
        case "c4_paragraph" ->
            first(
                List.of(
                    new ParagraphRule(
                        number(params, "min_paragraphs"), number(params, "min_paragraph_len"))),
                text);
        case "fineweb_quality" -> first(fineweb(params).rules(), text);
        case "regex" -> first(List.of(new RegexRule(params.get("regex_exp").asText())), text);
        case "unigram_logprob" ->
            first(List.of(new UnigramRule(counts(), share(params, "logprobs_threshold"))), text);
        case "url" ->
            Optional.of(url(params).check(decision.get("url").asText())).filter(v -> !v.keep());
        case "language" -> language(decision, text);
        default ->
            throw new IllegalArgumentException("Invalid decision: unknown filter " + decision);
      };
    }

    private static Optional<Verdict> first(List<QualityRule> rules, String text) {
      return QualityProfile.firstDrop(rules, new MeasuredText(text));
    }

    private static Optional<Verdict> language(JsonNode decision, String text) {
      JsonNode params = decision.get("params");
      LanguageGuess guess = LanguageId.of(text);
      boolean keep =
          guess.language().equals(decision.get("language").asText())
              && words(params, "languages").contains(guess.language())
              && guess.score() > share(params, "language_threshold");
      return keep ? Optional.empty() : Optional.of(Verdict.drop("language", guess, ""));
    }

    private static GopherRepetition repetition(JsonNode params) {
      return new GopherRepetition(
          share(params, "dup_line_frac"),
          share(params, "dup_para_frac"),
          share(params, "dup_line_char_frac"),
          share(params, "dup_para_char_frac"),
          grams(params.get("top_n_grams")),
          grams(params.get("dup_n_grams")));
    }

    private static TreeMap<Integer, Double> grams(JsonNode pairs) {
      TreeMap<Integer, Double> grams = new TreeMap<>();
      pairs.forEach(pair -> grams.put(pair.get(0).asInt(), pair.get(1).asDouble()));
      return grams;
    }

    private static GopherQuality quality(JsonNode params) {
      return new GopherQuality(
          number(params, "min_doc_words"),
          number(params, "max_doc_words"),
          share(params, "min_avg_word_length"),
          share(params, "max_avg_word_length"),
          share(params, "max_symbol_word_ratio"),
          share(params, "max_bullet_lines_ratio"),
          share(params, "max_ellipsis_lines_ratio"),
          share(params, "max_non_alpha_words_ratio"),
          number(params, "min_stop_words"),
          words(params, "stop_words"));
    }

    private static C4Lines c4(JsonNode params) {
      return new C4Lines(
          flag(params, "filter_no_terminal_punct"),
          number(params, "min_num_sentences"),
          number(params, "min_words_per_line"),
          new C4Options(
              flag(params, "split_paragraph"),
              flag(params, "remove_citations"),
              number(params, "max_word_length"),
              flag(params, "filter_lorem_ipsum"),
              flag(params, "filter_javascript"),
              flag(params, "filter_curly_bracket"),
              flag(params, "filter_policy")));
    }

    private static FinewebQuality fineweb(JsonNode params) {
      return new FinewebQuality(
          share(params, "line_punct_thr"),
          flag(params, "line_punct_exclude_zero"),
          share(params, "short_line_thr"),
          number(params, "short_line_length"),
          share(params, "char_duplicates_ratio"),
          share(params, "new_line_ratio"));
    }

    private static UrlRule url(JsonNode params) {
      return new UrlRule(
          words(params, "extra_domains"),
          words(params, "extra_urls"),
          words(params, "banned_words"),
          words(params, "soft_banned_words"),
          words(params, "banned_subwords"),
          params.path("soft_word_threshold").asInt(2));
    }

    /**
     * A table of word frequencies, which the cases do not bring: the translation memory's English.
     */
    private Map<String, Long> counts() {
      try {
        String memory = Files.readString(data.resolve("tico19/all.en-zh.tmx"));
        Map<String, Long> counts = new HashMap<>();
        EnglishTokens.of(memory.replaceAll("<[^>]*>", " ")).stream()
            .filter(word -> word.matches("[A-Za-z]+"))
            .forEach(word -> counts.merge(word.toLowerCase(java.util.Locale.ROOT), 1L, Long::sum));
        return counts;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static int number(JsonNode params, String name) {
      return params.path(name).asInt();
    }

    private static double share(JsonNode params, String name) {
      return params.path(name).asDouble();
    }

    private static boolean flag(JsonNode params, String name) {
      return params.path(name).asBoolean();
    }

    private static Set<String> words(JsonNode params, String name) {
      List<String> words = new ArrayList<>();
      params.path(name).forEach(word -> words.add(word.asText()));
      return new HashSet<>(words);
    }
  }
}
