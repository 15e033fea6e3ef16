package io.seekforge.text.quality;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Gopher's signals as dolma measures them; words are what stands between white space. */
final class DolmaSignals {
  private DolmaSignals() {}

  static double words(MeasuredText text) {
    return text.chunks().size();
  }

  /** Median characters of a word; of an even number the mean of the middle two. */
  static double medianLength(MeasuredText text) {
    int[] lengths = text.chunks().stream().mapToInt(DolmaSignals::length).sorted().toArray();
    int middle = lengths.length / 2;
    if (lengths.length == 0) {
      return 0;
    }
    return lengths.length % 2 == 1
        ? lengths[middle]
        : (lengths[middle - 1] + lengths[middle]) / 2.0;
  }

  /** Share of words that hold a hash or an ellipsis character. */
  static double symbols(MeasuredText text) {
    return share(text.chunks(), word -> word.indexOf('#') >= 0 || word.indexOf('…') >= 0);
  }

  /** Share of words with a letter. */
  static double alphabetic(MeasuredText text) {
    return share(text.chunks(), word -> word.codePoints().anyMatch(Character::isLetter));
  }

  /** Stop words, each time they occur. */
  static double stopWords(MeasuredText text) {
    return text.chunks().stream().filter(GopherQuality.STOP_WORDS::contains).count();
  }

  /** Share of lines that begin with a bullet. */
  static double bullets(MeasuredText text) {
    return share(lines(text), line -> line.startsWith("*") || line.startsWith("-"));
  }

  /** Share of lines that end with an ellipsis character. */
  static double ellipses(MeasuredText text) {
    return share(lines(text), line -> line.endsWith("…"));
  }

  /** Share of lines that occur more than once, empty ones too. */
  static double duplicateLines(MeasuredText text) {
    Map<String, Integer> counts = counts(text);
    return share(lines(text), line -> counts.get(line) > 1);
  }

  /** Characters in lines that occur more than once, over those in words. */
  static double duplicateLineCharacters(MeasuredText text) {
    Map<String, Integer> counts = counts(text);
    long repeated =
        lines(text).stream()
            .filter(line -> counts.get(line) > 1)
            .mapToLong(DolmaSignals::length)
            .sum();
    return repeated / (double) Math.max(1, wordCharacters(text));
  }

  /** Characters in the most frequent n-gram's occurrences, over those in words. */
  static Signal top(int n) {
    return text ->
        text.chunkGrams().topWordCharacters(n) / (double) Math.max(1, wordCharacters(text));
  }

  /** Characters in n-grams that occur more than once, over those in all n-grams. */
  static Signal repeated(int n) {
    return text -> text.chunkGrams().shareRepeated(n);
  }

  private static long wordCharacters(MeasuredText text) {
    return text.chunks().stream().mapToLong(DolmaSignals::length).sum();
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static List<String> lines(MeasuredText text) {
    return Arrays.asList(text.text().split("\n", -1));
  }

  private static Map<String, Integer> counts(MeasuredText text) {
    Map<String, Integer> counts = new HashMap<>();
    lines(text).forEach(line -> counts.merge(line, 1, Integer::sum));
    return counts;
  }

  private static double share(List<String> parts, Predicate<String> test) {
    return parts.isEmpty() ? 0 : (double) parts.stream().filter(test).count() / parts.size();
  }
}
