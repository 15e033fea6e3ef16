package io.seekforge.text.quality;

import io.seekforge.api.Verdict;
import io.seekforge.text.words.Characters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;

/**
 * Drops texts that hold a word or phrase of a list (C4, Raffel et al. 2020, section 2.2; reason as
 * in datatrove). A phrase stands between characters that belong to no word; phrases of scripts
 * without spaces may stand anywhere. The list is the user's.
 */
public final class BadWordsRule implements QualityRule {
  private static final long serialVersionUID = 1L;

  /** Phrases by their first character, so that a place is compared with few. */
  private final HashMap<Character, ArrayList<String>> phrases = new HashMap<>();

  public BadWordsRule(Collection<String> phrases) {
    LinkedHashSet<String> folded = new LinkedHashSet<>();
    phrases.forEach(phrase -> folded.add(phrase.strip().toLowerCase(Locale.ROOT)));
    folded.remove("");
    for (String phrase : folded) {
      this.phrases.computeIfAbsent(phrase.charAt(0), c -> new ArrayList<>()).add(phrase);
    }
  }

  @Override
  public Verdict check(MeasuredText text) {
    String folded = text.text().toLowerCase(Locale.ROOT);
    for (int i = 0; i < folded.length(); i++) {
      List<String> here = phrases.get(folded.charAt(i));
      if (here != null) {
        for (String phrase : here) {
          if (folded.startsWith(phrase, i) && free(folded, i, i + phrase.length())) {
            return Verdict.drop("document_removed_with_badwords", phrase, "");
          }
        }
      }
    }
    return Verdict.kept();
  }

  private static boolean free(String text, int start, int end) {
    boolean anywhere = Characters.unspaced(text.codePointAt(start));
    boolean before = start == 0 || !word(text.charAt(start - 1));
    boolean after = end == text.length() || !word(text.charAt(end));
    return anywhere || (before && after);
  }

  private static boolean word(char c) {
    return c == '_' || Character.isLetterOrDigit(c) || Character.isSurrogate(c);
  }
}
