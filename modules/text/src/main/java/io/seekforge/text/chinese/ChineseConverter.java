package io.seekforge.text.chinese;

/**
 * Brings text to one script: at each place the longest phrase of the dictionaries is replaced, as
 * OpenCC does (https://github.com/BYVoid/OpenCC, its configurations t2s and s2t); what no phrase
 * covers stays. Safe for use by several threads.
 */
public final class ChineseConverter {
  private final PhraseTable phrases;

  ChineseConverter(PhraseTable phrases) {
    this.phrases = phrases;
  }

  /** The text in this script, with its places in the original. */
  public ConvertedText convert(String text) {
    ConvertedText.Builder out = new ConvertedText.Builder(text);
    int i = 0;
    while (i < text.length()) {
      i = text.charAt(i) < 128 ? i + 1 : convertAt(text, i, out);
    }
    return out.build();
  }

  /** Replaces the longest phrase at a place; gives the place behind it. */
  private int convertAt(String text, int start, ConvertedText.Builder out) {
    int state = 0;
    int end = start;
    String result = null;
    for (int i = start; i < text.length(); i++) {
      state = phrases.step(state, text.charAt(i));
      if (state == 0) {
        break;
      }
      if (phrases.result(state) != null) {
        result = phrases.result(state);
        end = i + 1;
      }
    }
    if (result == null) {
      return start + Character.charCount(text.codePointAt(start));
    }
    if (!text.regionMatches(start, result, 0, Math.max(result.length(), end - start))) {
      out.replace(start, end, result);
    }
    return end;
  }
}
