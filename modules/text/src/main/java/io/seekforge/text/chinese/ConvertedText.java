package io.seekforge.text.chinese;

import java.util.ArrayList;
import java.util.List;

/**
 * A text in another script.
 *
 * @param text the text
 * @param edits what was replaced, ascending
 */
public record ConvertedText(String text, List<Edit> edits) {
  /**
   * One replacement.
   *
   * @param start first UTF-16 unit in the original
   * @param end behind the last
   * @param replacement what stands there now
   */
  public record Edit(int start, int end, String replacement) {}

  public ConvertedText {
    edits = List.copyOf(edits);
  }

  /**
   * The place in the original of a place in this text; inside a replacement the place of its start,
   * or of the unit as many further where both are of one length.
   */
  public int original(int place) {
    int shift = 0;
    for (Edit edit : edits) {
      int start = edit.start() + shift;
      if (place < start) {
        break;
      }
      int inside = place - start;
      if (inside < edit.replacement().length()) {
        boolean aligned = edit.replacement().length() == edit.end() - edit.start();
        return edit.start() + (aligned ? inside : 0);
      }
      shift += edit.replacement().length() - (edit.end() - edit.start());
    }
    return place - shift;
  }

  /** Collects replacements in ascending order. */
  static final class Builder {
    private final String original;
    private final StringBuilder text = new StringBuilder();
    private final List<Edit> edits = new ArrayList<>();
    private int copied;

    Builder(String original) {
      this.original = original;
    }

    void replace(int start, int end, String replacement) {
      text.append(original, copied, start).append(replacement);
      edits.add(new Edit(start, end, replacement));
      copied = end;
    }

    ConvertedText build() {
      if (edits.isEmpty()) {
        return new ConvertedText(original, edits);
      }
      return new ConvertedText(text.append(original, copied, original.length()).toString(), edits);
    }
  }
}
