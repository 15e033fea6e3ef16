package io.seekforge.text.questions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.seekforge.api.Verdict;
import io.seekforge.text.words.FoldedText;
import io.seekforge.text.words.FoldedTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads what a model wrote and judges each pair: the quoted span must stand in the document (case,
 * width and white space folded), the answer's words must stand in that span, and its numbers too.
 */
public final class QuestionAnswers {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final int SHORTEST_QUESTION = 3;
  private static final int LONGEST = 4000;

  private final double minGrounding;

  /**
   * @param minGrounding share of an answer's words that must stand in the quoted span
   */
  public QuestionAnswers(double minGrounding) {
    this.minGrounding = minGrounding;
  }

  /**
   * The pairs of an answer: a JSON array of objects with the strings question, answer and quote,
   * perhaps in a code fence. Empty if it is anything else.
   */
  public static Optional<List<QuestionPair>> parse(String answer) {
    JsonNode array;
    try {
      array = JSON.readTree(unfenced(answer));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    if (array == null || !array.isArray()) {
      return Optional.empty();
    }
    List<QuestionPair> pairs = new ArrayList<>();
    for (JsonNode item : array) {
      if (!item.path("question").isTextual()
          || !item.path("answer").isTextual()
          || !item.path("quote").isTextual()) {
        return Optional.empty();
      }
      pairs.add(
          new QuestionPair(
              item.get("question").textValue().strip(),
              item.get("answer").textValue().strip(),
              item.get("quote").textValue().strip()));
    }
    return Optional.of(pairs);
  }

  private static String unfenced(String answer) {
    String text = answer.strip();
    if (text.startsWith("```") && text.endsWith("```") && text.length() > 6) {
      int line = text.indexOf('\n');
      return line < 0 ? text : text.substring(line + 1, text.length() - 3);
    }
    return text;
  }

  /**
   * Keep, or the reason why a pair is rejected.
   *
   * @param document the text that the model saw
   */
  public Verdict judge(QuestionPair pair, String document) {
    long[] question = FoldedTokens.of(pair.question());
    long[] answer = FoldedTokens.of(pair.answer());
    if (question.length < SHORTEST_QUESTION || answer.length == 0) {
      return Verdict.drop("question_empty", question.length, SHORTEST_QUESTION);
    }
    if (pair.question().length() > LONGEST || pair.answer().length() > LONGEST) {
      return Verdict.drop(
          "question_too_long", Math.max(pair.question().length(), pair.answer().length()), LONGEST);
    }
    String quote = FoldedText.collapse(pair.quote());
    if (quote.isEmpty() || !FoldedText.collapse(document).contains(quote)) {
      return Verdict.drop("question_quote_not_found", shortened(pair.quote()), "");
    }
    Set<Long> quoted =
        Arrays.stream(FoldedTokens.of(pair.quote()))
            .boxed()
            .collect(Collectors.toCollection(HashSet::new));
    Set<String> numbers = numbers(pair.answer());
    numbers.removeAll(numbers(pair.quote()));
    if (!numbers.isEmpty()) {
      return Verdict.drop("question_number_not_quoted", String.join(" ", numbers), "");
    }
    double grounded =
        (double) Arrays.stream(answer).filter(quoted::contains).count() / answer.length;
    return grounded < minGrounding
        ? Verdict.drop(
            "question_not_grounded", String.format(Locale.ROOT, "%.4f", grounded), minGrounding)
        : Verdict.kept();
  }

  private static Set<String> numbers(String text) {
    Set<String> numbers = new TreeSet<>();
    String folded = FoldedText.fold(text);
    int start = -1;
    for (int i = 0; i <= folded.length(); i++) {
      boolean digit = i < folded.length() && Character.isDigit(folded.charAt(i));
      if (digit && start < 0) {
        start = i;
      } else if (!digit && start >= 0) {
        numbers.add(folded.substring(start, i));
        start = -1;
      }
    }
    return numbers;
  }

  private static String shortened(String text) {
    return text.codePointCount(0, text.length()) <= 80
        ? text
        : text.substring(0, text.offsetByCodePoints(0, 80)) + "…";
  }
}
