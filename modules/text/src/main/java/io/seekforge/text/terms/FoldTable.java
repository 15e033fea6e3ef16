package io.seekforge.text.terms;

import com.ibm.icu.text.Normalizer2;
import io.seekforge.text.chinese.ChineseScript;
import io.seekforge.text.words.Characters;
import java.util.HashMap;
import java.util.Map;

/**
 * What each character becomes when case and width are folded (NFKC_Casefold of Unicode, UAX #44),
 * and traditional Chinese too: one lookup instead of a normaliser's pass, because matching folds
 * every character of a corpus.
 */
final class FoldTable {
  private static final int PLANE = 1 << 16;
  private static final Normalizer2 FOLD = Normalizer2.getNFKCCasefoldInstance();

  /** The one character that a character of the first plane becomes; 0: see {@link #others}. */
  private final char[] singles = new char[PLANE];

  /** Whether a character is part of a word of a script that has words. */
  private final boolean[] words = new boolean[PLANE];

  private final Map<Integer, String> others = new HashMap<>();
  private final Map<Integer, Integer> forms;

  /** Tables never change; each is made when it is first asked for. */
  private static final class Plain {
    static final FoldTable TABLE = new FoldTable(Map.of());
  }

  private static final class Chinese {
    static final FoldTable TABLE = new FoldTable(ChineseScript.SIMPLIFIED.characters());
  }

  private FoldTable(Map<Integer, Integer> forms) {
    this.forms = forms;
    for (int c = 0; c < PLANE; c++) {
      words[c] = Characters.wordPart(c) && !Characters.unspaced(c);
      String folded = folded(c);
      if (folded.length() == 1) {
        singles[c] = folded.charAt(0);
      } else {
        others.put(c, folded);
      }
    }
  }

  /** Case and width. */
  static FoldTable plain() {
    return Plain.TABLE;
  }

  /** Case, width, and traditional characters to simplified. */
  static FoldTable chinese() {
    return Chinese.TABLE;
  }

  /** What a character of the first plane becomes, or 0 if it is not exactly one of its kind. */
  char single(char character) {
    return singles[character];
  }

  /** Whether no word ends between two characters: both are of words, of scripts that have them. */
  boolean joins(char before, char after) {
    return words[before] && words[after];
  }

  /** What any character becomes. */
  String several(int codePoint) {
    String known = others.get(codePoint);
    return known == null ? folded(codePoint) : known;
  }

  private String folded(int codePoint) {
    String folded = FOLD.normalize(Character.toString(codePoint));
    if (forms.isEmpty()) {
      return folded;
    }
    StringBuilder out = new StringBuilder(folded.length());
    folded.codePoints().forEach(c -> out.appendCodePoint(forms.getOrDefault(c, c)));
    return out.toString();
  }
}
