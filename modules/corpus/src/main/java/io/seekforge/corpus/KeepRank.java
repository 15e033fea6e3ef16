package io.seekforge.corpus;

import io.seekforge.api.Document;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.SourceSection;
import io.seekforge.text.words.Characters;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which of several duplicates is kept, as numbers: the smallest trust number, then the smallest
 * rank, then the smallest id.
 */
final class KeepRank implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Pattern DATE =
      Pattern.compile("(\\d{4})(?:-?(\\d{2})(?:-?(\\d{2}))?)?(?:\\D.*)?");

  private final String policy;
  private final Map<String, Integer> trust = new HashMap<>();

  KeepRank(Recipe recipe) {
    policy = recipe.dedup().keep();
    for (SourceSection source : recipe.collect().sources()) {
      trust.put(source.name(), source.trust());
    }
  }

  /** Minus the trust of the source. */
  int trust(Document document) {
    return -trust.getOrDefault(document.source(), 0);
  }

  /** Minus the length in characters, minus the day (yyyymmdd; none is oldest), or 0 for first. */
  long rank(Document document) {
    return switch (policy) {
      case "longest" -> -Characters.count(document.text());
      case "newest" -> -day(document.created());
      default -> 0;
    };
  }

  private static long day(String created) {
    Matcher date = DATE.matcher(created.strip());
    if (!date.matches()) {
      return 0;
    }
    String month = date.group(2) == null ? "00" : date.group(2);
    String day = date.group(3) == null ? "00" : date.group(3);
    return Long.parseLong(date.group(1) + month + day);
  }
}
