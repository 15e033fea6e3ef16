package io.seekforge.text.quality;

import io.seekforge.api.Verdict;
import io.seekforge.text.words.Characters;
import io.seekforge.text.words.Lines;
import io.seekforge.text.words.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * C4's rules (Raffel et al.: Exploring the limits of transfer learning, 2020, section 2.2) as
 * datatrove has them: drops lines, and from what is left judges the text.
 *
 * @param terminalPunctuation whether a line must end with {@code . ? ! " '} and not with an
 *     ellipsis
 * @param leastSentences sentences that the lines left must hold; -1: any number
 * @param leastWords words that a line must hold
 */
record C4Lines(boolean terminalPunctuation, int leastSentences, int leastWords)
    implements QualityRule {
  private static final Pattern CITATION = Pattern.compile("\\[\\d*]|\\[edit]|\\[citation needed]");
  private static final int LONGEST_WORD = 1000;
  private static final List<String> POLICY =
      List.of(
          "terms of use",
          "privacy policy",
          "cookie policy",
          "uses cookies",
          "use of cookies",
          "use cookies");

  @Override
  public Verdict check(MeasuredText text) {
    int sentences = 0;
    for (String raw : text.lines()) {
      String line = cited(raw);
      if (!formed(raw, line)) {
        continue;
      }
      String folded = line.toLowerCase(Locale.ROOT);
      if (folded.contains("lorem ipsum")) {
        return Verdict.drop("lorem_ipsum", "lorem ipsum", "");
      }
      if (folded.contains("javascript")) {
        continue;
      }
      if (line.indexOf('{') >= 0) {
        return Verdict.drop("curly_bracket", "{", "");
      }
      if (!policy(folded)) {
        sentences += Sentences.count(line);
      }
    }
    return sentences < leastSentences
        ? Verdict.drop("too_few_sentences", sentences, leastSentences)
        : Verdict.kept();
  }

  /** The text without the lines that C4 drops and without citation marks. */
  String rewrite(String text) {
    List<String> kept = new ArrayList<>();
    for (String raw : Lines.of(text)) {
      String line = cited(raw);
      String folded = line.toLowerCase(Locale.ROOT);
      if (formed(raw, line) && !folded.contains("javascript") && !policy(folded)) {
        kept.add(line);
      }
    }
    return Characters.strip(String.join("\n", kept));
  }

  private static String cited(String raw) {
    return CITATION.matcher(Characters.strip(raw)).replaceAll("");
  }

  private boolean formed(String raw, String line) {
    List<String> words = words(raw);
    boolean tooLong = words.stream().anyMatch(word -> Characters.count(word) > LONGEST_WORD);
    return !tooLong && (!terminalPunctuation || terminated(line)) && words.size() >= leastWords;
  }

  private static boolean terminated(String line) {
    return !line.isEmpty()
        && ".?!\"'".indexOf(line.charAt(line.length() - 1)) >= 0
        && !line.endsWith("...");
  }

  private static boolean policy(String folded) {
    return POLICY.stream().anyMatch(folded::contains);
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= line.length(); i++) {
      boolean gap = i == line.length() || Characters.space(line.charAt(i));
      if (gap && start >= 0) {
        words.add(line.substring(start, i));
        start = -1;
      } else if (!gap && start < 0) {
        start = i;
      }
    }
    return words;
  }
}
