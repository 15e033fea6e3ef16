package io.seekforge.text.parse;

import io.seekforge.text.words.Characters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Paragraphs of the lines of pages. Running headers, footers and page numbers go: what stands, but
 * for its numbers, at the same height among the two outermost lines of at least three pages and of
 * a third of all. A paragraph ends where the distance of lines or their size grows, at an indented
 * line, after a short line that ends a sentence and before a bullet; over the end of a column or
 * page it goes on where the sentence does. Words cut at a line's end are joined; a hyphen stays if
 * the document has the word with it elsewhere.
 */
final class PdfParagraphs {
  private static final int OUTERMOST = 2;
  private static final int LEAST_PAGES = 3;
  private static final int LEAST_SHARE = 3;

  /** Heights that differ by less are the same, in points. */
  private static final float SAME_HEIGHT = 6;

  private static final Pattern NUMBER = Pattern.compile("\\d+|\\b[ivxlc]+\\b");
  private static final Pattern BULLET =
      Pattern.compile("(?:[•●▪◦‣·–*-]|\\(?(?:\\d{1,2}|[a-z])[.)])\\s.*");
  private static final Pattern HYPHENATED = Pattern.compile("\\p{L}+(?:-\\p{L}+)+");
  private static final Pattern LAST_WORD = Pattern.compile("(\\p{L}+)[-\u00AD\u2010]$");
  private static final Pattern FIRST_WORD = Pattern.compile("^\\p{L}+");
  private static final String SENTENCE_ENDS = ".!?:;。！？：；…”\"’)）】";

  private final Set<String> hyphenated = new HashSet<>();
  private final float pitch;

  private PdfParagraphs(List<List<PdfLine>> pages) {
    this.pitch = pitch(pages);
    for (List<PdfLine> page : pages) {
      for (PdfLine line : page) {
        Matcher word = HYPHENATED.matcher(line.text());
        while (word.find()) {
          hyphenated.add(word.group().toLowerCase(Locale.ROOT));
        }
      }
    }
  }

  /** The text of a whole file. */
  static String of(List<List<PdfLine>> pages) {
    return new PdfParagraphs(pages).text(withoutRunning(pages));
  }

  /** The text of each page by itself. */
  static List<String> ofPages(List<List<PdfLine>> pages) {
    PdfParagraphs paragraphs = new PdfParagraphs(pages);
    return withoutRunning(pages).stream().map(page -> paragraphs.text(List.of(page))).toList();
  }

  private static List<List<PdfLine>> withoutRunning(List<List<PdfLine>> pages) {
    Map<String, Integer> seen = new HashMap<>();
    for (List<PdfLine> page : pages) {
      Set<String> once = new HashSet<>();
      outermost(page).forEach(line -> once.addAll(List.of(place(line, 0), place(line, 1))));
      once.forEach(place -> seen.merge(place, 1, Integer::sum));
    }
    int least = Math.max(LEAST_PAGES, (pages.size() + LEAST_SHARE - 1) / LEAST_SHARE);
    List<List<PdfLine>> rest = new ArrayList<>();
    for (List<PdfLine> page : pages) {
      List<PdfLine> running =
          outermost(page).stream()
              .filter(
                  line -> seen.get(place(line, 0)) >= least || seen.get(place(line, 1)) >= least)
              .toList();
      rest.add(page.stream().filter(line -> !running.contains(line)).toList());
    }
    return rest;
  }

  private static List<PdfLine> outermost(List<PdfLine> page) {
    List<PdfLine> down = page.stream().sorted(Comparator.comparingDouble(PdfLine::base)).toList();
    int edge = Math.min(OUTERMOST, down.size());
    List<PdfLine> outermost = new ArrayList<>(down.subList(0, edge));
    outermost.addAll(down.subList(Math.max(edge, down.size() - OUTERMOST), down.size()));
    return outermost;
  }

  /** Text without its numbers, and height; two grids, so that no border parts what is close. */
  private static String place(PdfLine line, int grid) {
    int height = (int) Math.floor((line.base() + grid * SAME_HEIGHT / 2) / SAME_HEIGHT);
    String text = NUMBER.matcher(line.text().toLowerCase(Locale.ROOT)).replaceAll("0");
    return grid + "/" + height + "/" + text;
  }

  /** The most frequent distance of two lines, in tenths of the size of their characters. */
  private static float pitch(List<List<PdfLine>> pages) {
    Map<Integer, Integer> distances = new HashMap<>();
    for (List<PdfLine> page : pages) {
      for (int i = 1; i < page.size(); i++) {
        float distance = page.get(i).base() - page.get(i - 1).base();
        float size = Math.max(1, page.get(i).size());
        if (distance > size / 2 && distance < 3 * size) {
          distances.merge(Math.round(10 * distance / size), 1, Integer::sum);
        }
      }
    }
    return distances.entrySet().stream()
            .max(
                Map.Entry.<Integer, Integer>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
            .map(Map.Entry::getKey)
            .orElse(12)
        / 10f;
  }

  private String text(List<List<PdfLine>> pages) {
    Blocks blocks = new Blocks();
    StringBuilder paragraph = new StringBuilder();
    PdfLine before = null;
    for (List<PdfLine> page : pages) {
      Map<Integer, Float> edges = edges(page);
      boolean first = true;
      for (PdfLine line : page) {
        if (before != null && !continues(before, line, first, edges)) {
          blocks.paragraph(paragraph.toString());
          paragraph.setLength(0);
        }
        join(paragraph, line.text());
        before = line;
        first = false;
      }
    }
    return blocks.paragraph(paragraph.toString()).toString();
  }

  /** How far lines that begin at about the same place reach. */
  private static Map<Integer, Float> edges(List<PdfLine> page) {
    Map<Integer, Float> edges = new HashMap<>();
    for (PdfLine line : page) {
      int column = column(line);
      for (int near = column - 1; near <= column + 1; near++) {
        edges.merge(near, line.right(), Math::max);
      }
    }
    return edges;
  }

  private static int column(PdfLine line) {
    return (int) (line.left() / 36);
  }

  private boolean continues(
      PdfLine before, PdfLine line, boolean newPage, Map<Integer, Float> edges) {
    float size = Math.max(1, before.size());
    float distance = line.base() - before.base();
    if (BULLET.matcher(line.text()).matches() || Math.abs(line.size() - size) > 0.12 * size) {
      return false;
    }
    if (newPage || distance < -size) {
      return goesOn(before.text(), line.text());
    }
    if (distance > (pitch + 0.35f) * size) {
      return false;
    }
    boolean ends = SENTENCE_ENDS.indexOf(before.text().charAt(before.text().length() - 1)) >= 0;
    float edge = edges.getOrDefault(column(before), before.right());
    boolean isShort = before.right() < edge - 0.12f * (edge - before.left());
    boolean indented = line.left() > before.left() + 0.8f * size;
    return !(ends && (isShort || indented));
  }

  /** Whether a sentence goes on over the end of a column or page. */
  private static boolean goesOn(String before, String after) {
    char last = before.charAt(before.length() - 1);
    int next = after.codePointAt(0);
    return SENTENCE_ENDS.indexOf(last) < 0
        && (Character.isLowerCase(next) || Characters.unspaced(next) || last == '-');
  }

  private void join(StringBuilder paragraph, String line) {
    if (paragraph.isEmpty()) {
      paragraph.append(line);
      return;
    }
    int last = paragraph.codePointBefore(paragraph.length());
    if (Characters.unspaced(last) || wide(last)) {
      int next = line.codePointAt(0);
      paragraph.append(Characters.unspaced(next) || wide(next) ? "" : " ").append(line);
      return;
    }
    Matcher cut = LAST_WORD.matcher(paragraph.substring(Math.max(0, paragraph.length() - 64)));
    Matcher rest = FIRST_WORD.matcher(line);
    if (cut.find() && rest.find() && Character.isLowerCase(line.codePointAt(0))) {
      String whole = cut.group(1) + "-" + rest.group();
      boolean hyphen =
          paragraph.charAt(paragraph.length() - 1) != '\u00AD'
              && hyphenated.contains(whole.toLowerCase(Locale.ROOT));
      paragraph.setLength(paragraph.length() - (hyphen ? 0 : 1));
      paragraph.append(line);
    } else {
      paragraph.append(' ').append(line);
    }
  }

  /** Punctuation as wide as a Han character. */
  private static boolean wide(int codePoint) {
    return codePoint >= 0x3000 && codePoint <= 0x303F || codePoint >= 0xFF00 && codePoint <= 0xFF65;
  }
}
