package io.seekforge.text.words;

import com.ibm.icu.text.Normalizer2;
import io.seekforge.api.ContentHash;

/**
 * A text with all that does not change its meaning folded away: case and width (NFKC_Casefold of
 * Unicode, UAX #44) and runs of white space. Punctuation stays: "A+" is not "A-".
 */
public final class FoldedText {
  private FoldedText() {}

  /** Case and width folded; white space as it stands. */
  public static String fold(String text) {
    return Normalizer2.getNFKCCasefoldInstance().normalize(text);
  }

  /** Case, width and white space folded: each run is one space, none at the ends. */
  public static String collapse(String text) {
    String folded = fold(text);
    StringBuilder out = new StringBuilder(folded.length());
    boolean gap = false;
    for (int i = 0; i < folded.length(); i++) {
      char c = folded.charAt(i);
      if (Characters.space(c)) {
        gap = true;
        continue;
      }
      if (gap && out.length() > 0) {
        out.append(' ');
      }
      gap = false;
      out.append(c);
    }
    return out.toString();
  }

  /** 32 hex digits that two texts share if and only if (but for chance) they are equal folded. */
  public static String hash(String text) {
    return ContentHash.of(collapse(text)).substring(0, ContentHash.DOCUMENT_ID_DIGITS);
  }
}
