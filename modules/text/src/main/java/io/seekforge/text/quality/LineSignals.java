package io.seekforge.text.quality;

import io.seekforge.text.words.Characters;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Signals about lines and paragraphs. */
final class LineSignals {
  private static final Pattern LINE_FEEDS = Pattern.compile("\n+");
  private static final Pattern BLANK_LINES = Pattern.compile("\n{2,}");
  private static final String CLOSING = ".'\"!?";

  private LineSignals() {}

  /** Share of lines that begin with a bullet. */
  static double bullets(MeasuredText text) {
    return share(
        text.lines(),
        line -> {
          String start = Characters.strip(line);
          return start.startsWith("•") || start.startsWith("-");
        });
  }

  /** Share of lines that end with an ellipsis. */
  static double ellipses(MeasuredText text) {
    return share(
        text.lines(),
        line -> {
          String end = Characters.strip(line);
          return end.endsWith("...") || end.endsWith("…");
        });
  }

  /** Share of lines that stood before. */
  static double duplicateLines(MeasuredText text) {
    List<String> lines = split(LINE_FEEDS, text.text());
    return (double) Duplicates.of(lines).elements() / lines.size();
  }

  /** Characters in lines that stood before, over all characters. */
  static double duplicateLineCharacters(MeasuredText text) {
    return characters(split(LINE_FEEDS, text.text()), text.characters());
  }

  /** Share of paragraphs that stood before. */
  static double duplicateParagraphs(MeasuredText text) {
    List<String> paragraphs = split(BLANK_LINES, Characters.strip(text.text()));
    return (double) Duplicates.of(paragraphs).elements() / paragraphs.size();
  }

  /** Characters in paragraphs that stood before, over all characters. */
  static double duplicateParagraphCharacters(MeasuredText text) {
    return characters(split(BLANK_LINES, Characters.strip(text.text())), text.characters());
  }

  /** Lines that are not blank. */
  static double filled(MeasuredText text) {
    return filledLines(text).size();
  }

  /** Share of filled lines that end with closing punctuation. */
  static double punctuated(MeasuredText text) {
    return share(filledLines(text), line -> CLOSING.indexOf(line.charAt(line.length() - 1)) >= 0);
  }

  /** Share of filled lines that end with a sentence's end in any script, quotes not counted. */
  static double terminated(MeasuredText text) {
    return share(
        filledLines(text), line -> Punctuation.terminal(line.codePointBefore(line.length())));
  }

  /** Share of filled lines of at most so many characters. */
  static Signal shortLines(int characters) {
    return text -> share(filledLines(text), line -> Characters.count(line) <= characters);
  }

  /** Characters in filled lines that stood before, over all characters but line feeds. */
  static double duplicateFilledCharacters(MeasuredText text) {
    int lineFeeds = (int) text.text().chars().filter(c -> c == '\n').count();
    return characters(filledLines(text), text.characters() - lineFeeds);
  }

  private static List<String> filledLines(MeasuredText text) {
    return List.of(text.text().split("\n", -1)).stream()
        .filter(line -> !Characters.strip(line).isEmpty())
        .toList();
  }

  private static List<String> split(Pattern pattern, String text) {
    return List.of(pattern.split(text, -1));
  }

  private static double characters(List<String> parts, int whole) {
    return whole == 0 ? 0 : (double) Duplicates.of(parts).characters() / whole;
  }

  private static double share(List<String> lines, Predicate<String> test) {
    return lines.isEmpty() ? 0 : (double) lines.stream().filter(test).count() / lines.size();
  }
}
