package io.seekforge.model.checkpoint;

import io.seekforge.model.LoraConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Rank and scale of each module of an adapter: {@code r} and {@code lora_alpha}, and what {@code
 * rank_pattern} and {@code alpha_pattern} say of some, the first pattern that matches (PEFT, {@code
 * get_pattern_key}).
 */
record AdapterRanks(
    int r, double alpha, boolean rslora, Map<Pattern, Integer> ranks, Map<Pattern, Double> alphas) {
  static final String RANKS = "rank_pattern";
  static final String ALPHAS = "alpha_pattern";
  private static final int LARGEST = 1 << 20;

  /** Repeated groups may take forever to match; a name needs none. */
  private static final Pattern REFUSED = Pattern.compile("\\)[*+?{]|\\\\[1-9k]|.{201,}");

  static AdapterRanks read(ConfigFields fields) {
    Map<Pattern, Integer> ranks = new LinkedHashMap<>();
    Map<Pattern, Double> alphas = new LinkedHashMap<>();
    for (String key : keys(fields, RANKS)) {
      ranks.put(pattern(fields, RANKS, key), fields.inner(RANKS).whole(key, 1, LARGEST));
    }
    for (String key : keys(fields, ALPHAS)) {
      alphas.put(pattern(fields, ALPHAS, key), fields.inner(ALPHAS).number(key));
    }
    return new AdapterRanks(
        fields.whole("r", 1, LARGEST),
        fields.number("lora_alpha"),
        fields.flag("use_rslora", false),
        ranks,
        alphas);
  }

  private static List<String> keys(ConfigFields fields, String name) {
    ConfigFields patterns = fields.inner(name);
    return patterns == null ? List.of() : patterns.keys();
  }

  private static Pattern pattern(ConfigFields fields, String name, String key) {
    try {
      if (!REFUSED.matcher(key).find()) {
        return Pattern.compile("(.*\\.)?(" + key + ")$");
      }
    } catch (PatternSyntaxException e) {
      // Told as any other that is not taken.
    }
    throw fields.unsupported(name, "\"" + key + "\"", "names and simple regular expressions");
  }

  /** Of a module, or of a parameter under its module's name. */
  int rank(String name) {
    return first(ranks, name, r);
  }

  /** The factor on B·A of a module or parameter. */
  double scale(String name) {
    return scale(first(alphas, name, alpha), rank(name));
  }

  /** That of modules that no pattern matches. */
  double scale() {
    return scale(alpha, r);
  }

  private double scale(double numerator, int rank) {
    return rslora ? numerator / Math.sqrt(rank) : numerator / rank;
  }

  private static <T> T first(Map<Pattern, T> patterns, String name, T absent) {
    for (Map.Entry<Pattern, T> entry : patterns.entrySet()) {
      if (entry.getKey().matcher(name).lookingAt()) {
        return entry.getValue();
      }
    }
    return absent;
  }

  /**
   * One rank and {@link #scale()} for all modules: without patterns their own, else the largest
   * rank; smaller ones are filled up with zeros.
   *
   * @param largest rank of any module
   */
  LoraConfig common(int largest, double dropout, boolean dora, List<String> targets) {
    return ranks.isEmpty()
        ? new LoraConfig(r, alpha, dropout, rslora, dora, targets)
        : new LoraConfig(largest, scale() * largest, dropout, false, dora, targets);
  }
}
