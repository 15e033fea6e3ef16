package io.seekforge.text.chinese;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A script of Chinese that texts can be brought to. */
public enum ChineseScript {
  SIMPLIFIED("TSPhrases", "TSCharacters"),
  TRADITIONAL("STPhrases", "STCharacters");

  private final String phrases;
  private final String characters;

  ChineseScript(String phrases, String characters) {
    this.phrases = phrases;
    this.characters = characters;
  }

  /** The script of a word of the recipe: simplified or traditional. */
  public static ChineseScript of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** Reads the dictionaries: a tenth of a second, a few megabytes. */
  public ChineseConverter converter() {
    PhraseTable table = new PhraseTable();
    OpenCcDictionary.read(phrases, table::add);
    OpenCcDictionary.read(characters, table::add);
    return new ChineseConverter(table);
  }

  /**
   * Every character that this script writes otherwise, with its usual form here; both as code
   * points.
   */
  public Map<Integer, Integer> characters() {
    Map<Integer, Integer> forms = new HashMap<>();
    OpenCcDictionary.read(
        characters,
        (from, to) -> {
          if (!from.equals(to)) {
            forms.put(from.codePointAt(0), to.codePointAt(0));
          }
        });
    return forms;
  }
}
