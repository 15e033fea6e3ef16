package io.seekforge.text.quality;

import io.seekforge.api.Verdict;
import io.seekforge.text.words.Characters;
import io.seekforge.text.words.Chunks;
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
 * @param options what else is looked at
 */
record C4Lines(boolean terminalPunctuation, int leastSentences, int leastWords, C4Options options)
    implements QualityRule {
  private static final Pattern CITATION = Pattern.compile("\\[\\d*]|\\[edit]|\\[citation needed]");
  private static final List<String> POLICY =
      List.of(
          "terms of use",
          "privacy policy",
          "cookie policy",
          "uses cookies",
          "use of cookies",
          "use cookies");

  C4Lines(boolean terminalPunctuation, int leastSentences, int leastWords) {
    this(terminalPunctuation, leastSentences, leastWords, C4Options.ALL);
  }

  @Override
  public Verdict check(MeasuredText text) {
    int sentences = 0;
    for (String raw : options.lines() ? text.lines() : Sentences.of(text.text())) {
      LineFate fate = fate(raw);
      if (fate.fatal()) {
        return Verdict.drop(fate.word(), fate == LineFate.CURLY_BRACKET ? "{" : "lorem ipsum", "");
      }
      if (fate == LineFate.KEPT) {
        sentences += options.lines() ? Sentences.count(cited(raw)) : 1;
      }
    }
    return sentences < leastSentences
        ? Verdict.drop("too_few_sentences", sentences, leastSentences)
        : Verdict.kept();
  }

  /** The text without the lines that C4 drops and without citation marks. */
  String rewrite(String text) {
    List<String> kept = new ArrayList<>();
    for (String raw : options.lines() ? Lines.of(text) : Sentences.of(text)) {
      LineFate fate = fate(raw);
      if (fate == LineFate.KEPT || fate.fatal()) {
        kept.add(cited(raw));
      }
    }
    return Characters.strip(String.join(options.lines() ? "\n" : " ", kept));
  }

  /** What becomes of one line; the first reason counts. */
  LineFate fate(String raw) {
    String line = cited(raw);
    List<String> words = Chunks.of(raw);
    if (options.longestWord() >= 0
        && words.stream().anyMatch(word -> Characters.count(word) > options.longestWord())) {
      return LineFate.TOO_LONG_WORD;
    }
    if (terminalPunctuation && !terminated(line)) {
      return LineFate.NOT_TERMINATED;
    }
    return words.size() < leastWords ? LineFate.TOO_FEW_WORDS : content(line);
  }

  private LineFate content(String line) {
    String folded = line.toLowerCase(Locale.ROOT);
    if (options.loremIpsum() && folded.contains("lorem ipsum")) {
      return LineFate.LOREM_IPSUM;
    }
    if (options.javascript() && folded.contains("javascript")) {
      return LineFate.JAVASCRIPT;
    }
    if (options.curlyBracket() && line.indexOf('{') >= 0) {
      return LineFate.CURLY_BRACKET;
    }
    return options.policy() && POLICY.stream().anyMatch(folded::contains)
        ? LineFate.POLICY
        : LineFate.KEPT;
  }

  private String cited(String raw) {
    String line = Characters.strip(raw);
    return options.citations() ? CITATION.matcher(line).replaceAll("") : line;
  }

  private static boolean terminated(String line) {
    return !line.isEmpty()
        && ".?!\"'".indexOf(line.charAt(line.length() - 1)) >= 0
        && !line.endsWith("...");
  }
}
