package io.seekforge.text.overlap;

import io.seekforge.text.words.FoldedTokens;
import java.util.HashSet;
import java.util.Set;

/**
 * A second look at one hit of decontamination, for people: how much of the evaluation text stands
 * in the training text, in how many pieces, and whether they look like the item or like a form of
 * words that many documents share.
 *
 * @param tokens of the evaluation text
 * @param covered share of them inside common n-grams
 * @param longestRun most tokens in a row that are covered
 * @param runs pieces of covered tokens
 * @param verdict one of the classes below
 * @param matched the longest piece, folded, at most {@value #EXCERPT} characters
 */
public record OverlapAudit(
    int tokens, double covered, int longestRun, int runs, String verdict, String matched) {
  /** The evaluation text stands in the training text as a whole. */
  public static final String WHOLE = "whole";

  /** At least half of it stands there in one piece. */
  public static final String QUOTED = "quoted";

  /** No piece is half of it: perhaps an edited copy, perhaps chance. */
  public static final String PIECES = "pieces";

  /** Most of what is common stands in many training documents: likely a false positive. */
  public static final String COMMON_WORDS = "common_words";

  static final int EXCERPT = 400;
  private static final double WHOLE_SHARE = 0.95;
  private static final double HALF = 0.5;

  /**
   * Compares the texts of a hit.
   *
   * @param n the n-grams' length
   * @param commonShare share of the common n-grams that stand in many training documents
   */
  public static OverlapAudit of(String training, String evaluation, int n, double commonShare) {
    FoldedTokens item = FoldedTokens.placed(evaluation);
    long[] wanted = item.hashes();
    int length = Math.max(1, Math.min(n, wanted.length));
    Set<Long> offered = grams(FoldedTokens.of(training), length);
    int covered = 0;
    int runs = 0;
    int run = 0;
    int longest = 0;
    int longestEnd = 0;
    int coveredTo = 0;
    for (int i = 0; i < wanted.length; i++) {
      if (i + length <= wanted.length && offered.contains(gram(wanted, i, length))) {
        coveredTo = i + length;
      }
      if (i < coveredTo) {
        covered++;
        runs += run == 0 ? 1 : 0;
        run++;
      } else {
        run = 0;
      }
      if (run > longest) {
        longest = run;
        longestEnd = i + 1;
      }
    }
    String matched = shortened(item.text(longestEnd - longest, longestEnd));
    double share = wanted.length == 0 ? 0 : (double) covered / wanted.length;
    return new OverlapAudit(
        wanted.length, share, longest, runs, verdict(wanted.length, longest, commonShare), matched);
  }

  private static String verdict(int tokens, int longest, double commonShare) {
    if (longest >= WHOLE_SHARE * tokens) {
      return WHOLE;
    }
    if (commonShare > HALF) {
      return COMMON_WORDS;
    }
    return longest >= HALF * tokens ? QUOTED : PIECES;
  }

  private static Set<Long> grams(long[] tokens, int length) {
    Set<Long> grams = new HashSet<>();
    for (int i = 0; i + length <= tokens.length; i++) {
      grams.add(gram(tokens, i, length));
    }
    return grams;
  }

  private static long gram(long[] tokens, int start, int length) {
    long hash = length;
    for (int i = start; i < start + length; i++) {
      hash = (hash ^ tokens[i]) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    return hash;
  }

  private static String shortened(String text) {
    if (text.length() <= EXCERPT) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(EXCERPT - 1)) ? EXCERPT - 1 : EXCERPT;
    return text.substring(0, end);
  }
}
