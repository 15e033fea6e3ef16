package io.seekforge.text.adversarial;

import io.seekforge.text.words.Characters;
import java.util.ArrayList;
import java.util.List;

/** Where sentences end, and sentences that can stand alone. */
public final class SentenceEnds {
  private static final int SHORTEST = 20;
  private static final int LONGEST = 300;

  private SentenceEnds() {}

  /** Offsets just behind each sentence's closing mark. */
  static List<Integer> of(String text) {
    List<Integer> ends = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean wide = "\u3002\uFF01\uFF1F".indexOf(c) >= 0;
      boolean spaced =
          ".!?".indexOf(c) >= 0 && (i + 1 == text.length() || Characters.space(text.charAt(i + 1)));
      if (wide || spaced) {
        ends.add(i + 1);
      }
    }
    return ends;
  }

  /** What goes before a sentence that is put behind another: a space, none between Han. */
  static String joint(String sentence) {
    return Characters.unspaced(sentence.codePointAt(0)) ? "" : " ";
  }

  /**
   * Whole sentences of a text on one line that say something and ask nothing.
   *
   * @param most how many at most
   */
  public static List<String> statements(String text, int most) {
    List<String> statements = new ArrayList<>();
    int start = 0;
    for (int end : of(text)) {
      String sentence = text.substring(start, end).strip();
      start = end;
      boolean fits = sentence.length() >= SHORTEST && sentence.length() <= LONGEST;
      boolean asks = sentence.endsWith("?") || sentence.endsWith("\uFF1F");
      if (fits && !asks && sentence.indexOf('\n') < 0) {
        statements.add(sentence);
        if (statements.size() == most) {
          break;
        }
      }
    }
    return statements;
  }
}
