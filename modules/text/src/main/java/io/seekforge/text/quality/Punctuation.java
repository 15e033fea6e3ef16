package io.seekforge.text.quality;

/**
 * datatrove's set of punctuation characters (its {@code utils.text}), control characters included.
 */
final class Punctuation {
  private static final String CHARACTERS =
      "!/—”:％１〈&(、━\\【#%「」，】；+^]~“《„';’{|∶´[=-`*．（–？！：$～«〉,><》)?）。…@_.\"}►»";

  private Punctuation() {}

  /** Whether a word is nothing but punctuation. */
  static boolean only(String word) {
    return word.chars().allMatch(Punctuation::contains);
  }

  private static boolean contains(int c) {
    boolean control = c < 9 || (c >= 11 && c < 32) || (c >= 127 && c < 160);
    return control || CHARACTERS.indexOf(c) >= 0;
  }
}
