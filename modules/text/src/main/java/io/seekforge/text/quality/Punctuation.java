package io.seekforge.text.quality;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;

/**
 * datatrove's set of punctuation characters (its {@code utils.text}), control characters included.
 */
final class Punctuation {
  private static final String CHARACTERS =
      "!/—”:％１〈&(、━\\【#%「」，】；+^]~“《„';’{|∶´[=-`*．（–？！：$～«〉,><》)?）。…@_.\"}►»";

  private Punctuation() {}

  /** Whether a word is nothing but punctuation. */
  static boolean only(String word) {
    return word.codePoints().allMatch(Punctuation::contains);
  }

  /** Whether a character ends a sentence in some script (Unicode's Sentence_Terminal). */
  static boolean terminal(int c) {
    return c < 0x80
        ? c == '.' || c == '!' || c == '?'
        : UCharacter.hasBinaryProperty(c, UProperty.S_TERM);
  }

  private static boolean contains(int c) {
    boolean control = c < 9 || (c >= 11 && c < 32) || (c >= 127 && c < 160);
    return control || CHARACTERS.indexOf(c) >= 0 || terminal(c);
  }
}
