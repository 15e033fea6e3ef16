package io.seekforge.text.parse;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Cuts the text of an 8-K or 10-K into its items. An item starts at a line that begins with its
 * number and goes on (there or on the next line) in the words of its title; it ends before the next
 * one or the signatures. In a 10-K the table of contents, a run of headings with nothing below
 * them, is no item. One pass over the lines.
 */
final class EdgarItems {
  /** An item: its number ({@code 2.02}, {@code 7A}), official name and text, heading included. */
  record Item(String number, String name, String text) {}

  private record Heading(String number, int start) {}

  private static final int INDENT_CHARS = 8;
  private static final int CONTENTS_CHARS = 400;
  private static final int CONTENTS_HEADINGS = 4;

  private final String form;
  private final String text;
  private final List<Heading> headings = new ArrayList<>();
  private int end;

  private EdgarItems(String form, String text) {
    this.form = form;
    this.text = text;
  }

  /** The items of a filing's main document in the order of their text; none for other forms. */
  static List<Item> of(String form, String text) {
    boolean known = form.startsWith("8-K") || form.startsWith("10-K");
    return known ? new EdgarItems(form, text).cut() : List.of();
  }

  private List<Item> cut() {
    scan();
    List<Heading> real = form.startsWith("10-K") ? withoutContents() : headings;
    Map<String, StringBuilder> texts = new LinkedHashMap<>();
    for (int i = 0; i < real.size(); i++) {
      int next = headings.indexOf(real.get(i)) + 1;
      int stop = next < headings.size() ? headings.get(next).start() : end;
      String part =
          text.substring(real.get(i).start(), Math.max(real.get(i).start(), stop)).strip();
      StringBuilder all = texts.computeIfAbsent(real.get(i).number(), n -> new StringBuilder());
      all.append(all.isEmpty() ? "" : "\n\n").append(part);
    }
    List<Item> items = new ArrayList<>();
    texts.forEach(
        (number, all) ->
            items.add(new Item(number, EdgarItemNames.name(form, number), all.toString())));
    return items;
  }

  private void scan() {
    end = text.length();
    int start = 0;
    while (start < text.length()) {
      int stop = text.indexOf('\n', start);
      stop = stop < 0 ? text.length() : stop;
      String number = number(start, stop);
      if (number != null) {
        headings.add(new Heading(number, start));
        end = text.length();
      } else if (end == text.length() && !headings.isEmpty() && signs(start, stop)) {
        end = start;
      }
      start = stop + 1;
    }
  }

  /** The number of the item that a line heads, or null. */
  private String number(int start, int stop) {
    int at = start;
    while (at < stop && at - start < INDENT_CHARS && !Character.isLetterOrDigit(text.charAt(at))) {
      at++;
    }
    if (!text.regionMatches(true, at, "item", 0, 4)) {
      return null;
    }
    at += text.regionMatches(true, at, "items", 0, 5) ? 5 : 4;
    at = skip(at, stop);
    int digits = at;
    while (at < stop && at - digits < 5 && isNumber(at, stop)) {
      at++;
    }
    String number = text.substring(digits, at).toUpperCase(Locale.ROOT);
    if (number.isEmpty() || EdgarItemNames.name(form, number) == null) {
      return null;
    }
    int title = skip(at, stop);
    return fits(number, title, stop) ? number : null;
  }

  /** Digits, a dot between digits, and a 10-K's letter. */
  private boolean isNumber(int at, int stop) {
    char c = text.charAt(at);
    boolean next = at + 1 < stop && Character.isLetterOrDigit(text.charAt(at + 1));
    return (c >= '0' && c <= '9')
        || (c == '.' && at + 1 < stop && Character.isDigit(text.charAt(at + 1)))
        || ("ABCabc".indexOf(c) >= 0 && !next && form.startsWith("10-K"));
  }

  private int skip(int from, int stop) {
    int at = from;
    while (at < stop && !Character.isLetterOrDigit(text.charAt(at)) && text.charAt(at) != '(') {
      at++;
    }
    return at;
  }

  private boolean fits(String number, int title, int stop) {
    if (title < stop) {
      return EdgarItemNames.fits(form, number, text.substring(title, Math.min(stop, title + 300)));
    }
    int next = title;
    while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
      next++;
    }
    return EdgarItemNames.fits(
        form, number, text.substring(next, Math.min(text.length(), next + 300)));
  }

  private boolean signs(int start, int stop) {
    if (stop - start > 60) {
      return text.regionMatches(true, start, "pursuant to the requirements of the sec", 0, 39);
    }
    StringBuilder letters = new StringBuilder();
    for (int i = start; i < stop; i++) {
      char c = text.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        letters.append(Character.toUpperCase(c));
      }
    }
    String line = letters.toString();
    return line.equals("SIGNATURE") || line.equals("SIGNATURES");
  }

  /** Headings that have text below them, runs that start again after a table of contents. */
  private List<Heading> withoutContents() {
    Set<String> seen = new HashSet<>();
    int run = 0;
    for (int i = 0; i < headings.size(); i++) {
      if (!seen.add(headings.get(i).number())) {
        if (i - run >= CONTENTS_HEADINGS && isContents(run, i)) {
          return headings.subList(i, headings.size());
        }
        break;
      }
    }
    return headings;
  }

  /** The last entry of a table of contents is followed by whatever stands before the report. */
  private boolean isContents(int from, int to) {
    int shortOnes = 0;
    for (int i = from; i + 1 < to; i++) {
      shortOnes += headings.get(i + 1).start() - headings.get(i).start() <= CONTENTS_CHARS ? 1 : 0;
    }
    return shortOnes >= 0.9 * (to - from - 1);
  }
}
