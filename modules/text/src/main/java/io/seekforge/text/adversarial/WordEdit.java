package io.seekforge.text.adversarial;

import java.util.Map;
import java.util.SplittableRandom;

/** What becomes of one word; the word itself if nothing can be done with it. */
interface WordEdit {
  String of(String word, SplittableRandom dice);

  /** Slips of the fingers: two letters swapped, one doubled, one left out, or a neighbour's key. */
  static String typo(String word, SplittableRandom dice) {
    if (isHan(word)) {
      return swapped(word, 0);
    }
    if (word.length() < 4 || hasSurrogate(word)) {
      return word;
    }
    int at = 1 + dice.nextInt(word.length() - 2);
    return switch (dice.nextInt(4)) {
      case 0 -> swapped(word, at);
      case 1 -> word.substring(0, at) + word.charAt(at) + word.substring(at);
      case 2 -> word.substring(0, at) + word.substring(at + 1);
      default -> neighbour(word, at, dice);
    };
  }

  /** One letter becomes another script's letter that looks the same. */
  static String homoglyph(String word, SplittableRandom dice) {
    int start = dice.nextInt(word.length());
    for (int i = 0; i < word.length(); i++) {
      int at = (start + i) % word.length();
      Character twin = Tables.HOMOGLYPHS.get(word.charAt(at));
      if (twin != null) {
        return word.substring(0, at) + twin + word.substring(at + 1);
      }
    }
    return word;
  }

  /** The word is left out. */
  static String drop(String word, SplittableRandom dice) {
    return "";
  }

  private static String swapped(String word, int at) {
    int middle = word.offsetByCodePoints(at, 1);
    if (middle >= word.length()) {
      return word;
    }
    int end = word.offsetByCodePoints(middle, 1);
    return word.substring(0, at)
        + word.substring(middle, end)
        + word.substring(at, middle)
        + word.substring(end);
  }

  private static String neighbour(String word, int at, SplittableRandom dice) {
    char letter = word.charAt(at);
    String keys = Tables.NEIGHBOURS.get(Character.toLowerCase(letter));
    if (keys == null) {
      return swapped(word, at);
    }
    char key = keys.charAt(dice.nextInt(keys.length()));
    char written = Character.isUpperCase(letter) ? Character.toUpperCase(key) : key;
    return word.substring(0, at) + written + word.substring(at + 1);
  }

  private static boolean isHan(String word) {
    return io.seekforge.text.words.Characters.unspaced(word.codePointAt(0));
  }

  private static boolean hasSurrogate(String word) {
    return word.chars().anyMatch(c -> Character.isSurrogate((char) c));
  }

  /** Keys beside each other on a US keyboard, and letters that look alike. */
  final class Tables {
    static final Map<Character, String> NEIGHBOURS =
        Map.ofEntries(
            Map.entry('a', "qsz"),
            Map.entry('b', "vghn"),
            Map.entry('c', "xdfv"),
            Map.entry('d', "sefcx"),
            Map.entry('e', "wrd"),
            Map.entry('f', "drgvc"),
            Map.entry('g', "fthbv"),
            Map.entry('h', "gyjnb"),
            Map.entry('i', "uok"),
            Map.entry('j', "hukmn"),
            Map.entry('k', "jilm"),
            Map.entry('l', "kop"),
            Map.entry('m', "njk"),
            Map.entry('n', "bhjm"),
            Map.entry('o', "ipl"),
            Map.entry('p', "ol"),
            Map.entry('q', "wa"),
            Map.entry('r', "etf"),
            Map.entry('s', "awdxz"),
            Map.entry('t', "ryg"),
            Map.entry('u', "yij"),
            Map.entry('v', "cfgb"),
            Map.entry('w', "qes"),
            Map.entry('x', "zsdc"),
            Map.entry('y', "tuh"),
            Map.entry('z', "asx"));

    /**
     * Latin letters and the Cyrillic ones that Unicode's confusables list beside them (UTS #39).
     */
    static final Map<Character, Character> HOMOGLYPHS =
        Map.ofEntries(
            Map.entry('a', '\u0430'),
            Map.entry('c', '\u0441'),
            Map.entry('e', '\u0435'),
            Map.entry('i', '\u0456'),
            Map.entry('j', '\u0458'),
            Map.entry('o', '\u043E'),
            Map.entry('p', '\u0440'),
            Map.entry('s', '\u0455'),
            Map.entry('x', '\u0445'),
            Map.entry('y', '\u0443'),
            Map.entry('A', '\u0410'),
            Map.entry('B', '\u0412'),
            Map.entry('C', '\u0421'),
            Map.entry('E', '\u0415'),
            Map.entry('H', '\u041D'),
            Map.entry('K', '\u041A'),
            Map.entry('M', '\u041C'),
            Map.entry('O', '\u041E'),
            Map.entry('P', '\u0420'),
            Map.entry('T', '\u0422'),
            Map.entry('X', '\u0425'));

    private Tables() {}
  }
}
