package io.seekforge.text.records;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether two names of journals are one: equal, abbreviated word by word (ISO 4: "J Hosp Infect",
 * "Journal of Hospital Infection"), or the initials of the other ("BMJ").
 */
final class JournalEvidence {
  private static final Set<String> SMALL_WORDS =
      Set.of(
          "the", "of", "and", "for", "in", "on", "de", "la", "le", "du", "des", "et", "der", "die",
          "und", "fur", "y", "del", "a");
  private static final String ADDITIONS = ":([=";

  private JournalEvidence() {}

  /** The words of the name; what follows a colon, bracket or equals sign is no part of it. */
  static String normalise(String value) {
    int end = 0;
    while (end < value.length() && ADDITIONS.indexOf(value.charAt(end)) < 0) {
      end++;
    }
    String name = PlainWords.of(value.substring(0, end));
    return Arrays.stream((name.isEmpty() ? PlainWords.of(value) : name).split(" "))
        .filter(word -> !SMALL_WORDS.contains(word))
        .collect(Collectors.joining(" "));
  }

  static boolean same(String a, String b) {
    return a.equals(b) || abbreviates(a, b) || abbreviates(b, a);
  }

  /** Whether each word of one begins, in order, a word of the other, and the first the first. */
  private static boolean abbreviates(String brief, String full) {
    List<String> words = List.of(full.split(" "));
    if (brief.equals(initials(words))) {
      return true;
    }
    List<String> rest = new ArrayList<>(words);
    boolean first = true;
    for (String word : brief.split(" ")) {
      int at = 0;
      while (at < rest.size() && !shortens(word, rest.get(at))) {
        at++;
      }
      if (at == rest.size() || (first && at > 0)) {
        return false;
      }
      first = false;
      rest = rest.subList(at + 1, rest.size());
    }
    return true;
  }

  /** Whether the letters of a word stand in the other in order, the first at its start. */
  private static boolean shortens(String brief, String full) {
    if (brief.isEmpty() || full.isEmpty() || brief.charAt(0) != full.charAt(0)) {
      return false;
    }
    int at = 0;
    for (int i = 0; i < full.length() && at < brief.length(); i++) {
      at += brief.charAt(at) == full.charAt(i) ? 1 : 0;
    }
    return at == brief.length();
  }

  private static String initials(List<String> words) {
    return words.stream().map(word -> word.substring(0, 1)).collect(Collectors.joining());
  }
}
