package io.seekforge.text.language;

import java.lang.Character.UnicodeScript;
import java.util.EnumMap;
import java.util.Map;

/** Letters of a text by script. A character of Han or Hangul weighs as much as three letters. */
final class ScriptCounts {
  private static final int SYLLABLE = 3;

  private final int[] counts = new int[UnicodeScript.values().length];
  private int total;

  static ScriptCounts of(String text) {
    ScriptCounts scripts = new ScriptCounts();
    int width;
    for (int i = 0; i < text.length(); i += width) {
      int c = text.codePointAt(i);
      width = Character.charCount(c);
      if (Character.isLetter(c)) {
        scripts.add(c);
      }
    }
    return scripts;
  }

  private void add(int letter) {
    UnicodeScript script = letter < 0x80 ? UnicodeScript.LATIN : UnicodeScript.of(letter);
    int weight = script == UnicodeScript.HAN || script == UnicodeScript.HANGUL ? SYLLABLE : 1;
    counts[script.ordinal()] += weight;
    total += weight;
  }

  /** Share of all letters, by weight; 0 for a text without letters. */
  double share(UnicodeScript... scripts) {
    int sum = 0;
    for (UnicodeScript script : scripts) {
      sum += counts[script.ordinal()];
    }
    return total == 0 ? 0 : (double) sum / total;
  }

  /** Share of kana in the letters of Japanese, each counted once. */
  double kana() {
    double kana =
        counts[UnicodeScript.HIRAGANA.ordinal()] + counts[UnicodeScript.KATAKANA.ordinal()];
    double han = (double) counts[UnicodeScript.HAN.ordinal()] / SYLLABLE;
    return kana == 0 ? 0 : kana / (kana + han);
  }

  boolean empty() {
    return total == 0;
  }

  /** The script that weighs most; of equal ones the first by name of Unicode's list. */
  UnicodeScript main() {
    int best = 0;
    for (int i = 1; i < counts.length; i++) {
      best = counts[i] > counts[best] ? i : best;
    }
    return UnicodeScript.values()[best];
  }

  /** The languages that have a script for themselves, among those written much today. */
  static final Map<UnicodeScript, String> OWN =
      new EnumMap<>(
          Map.ofEntries(
              Map.entry(UnicodeScript.GREEK, "el"),
              Map.entry(UnicodeScript.HEBREW, "he"),
              Map.entry(UnicodeScript.HANGUL, "ko"),
              Map.entry(UnicodeScript.THAI, "th"),
              Map.entry(UnicodeScript.LAO, "lo"),
              Map.entry(UnicodeScript.KHMER, "km"),
              Map.entry(UnicodeScript.MYANMAR, "my"),
              Map.entry(UnicodeScript.GEORGIAN, "ka"),
              Map.entry(UnicodeScript.ARMENIAN, "hy"),
              Map.entry(UnicodeScript.DEVANAGARI, "hi"),
              Map.entry(UnicodeScript.BENGALI, "bn"),
              Map.entry(UnicodeScript.TAMIL, "ta"),
              Map.entry(UnicodeScript.TELUGU, "te"),
              Map.entry(UnicodeScript.GUJARATI, "gu"),
              Map.entry(UnicodeScript.GURMUKHI, "pa"),
              Map.entry(UnicodeScript.KANNADA, "kn"),
              Map.entry(UnicodeScript.MALAYALAM, "ml"),
              Map.entry(UnicodeScript.SINHALA, "si"),
              Map.entry(UnicodeScript.ETHIOPIC, "am")));
}
