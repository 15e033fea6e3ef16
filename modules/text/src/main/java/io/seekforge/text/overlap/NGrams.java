package io.seekforge.text.overlap;

import io.seekforge.text.minhash.Shingles;
import io.seekforge.text.words.FoldedTokens;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * The distinct n-grams of a text over folded tokens (words; characters of scripts without spaces),
 * each as a 64-bit hash, as GPT-3's decontamination counts them (Brown et al. 2020, appendix C).
 */
public final class NGrams {
  /**
   * Evaluation documents of fewer tokens say too little: only an exact copy would be contamination.
   */
  public static final int FEWEST_TOKENS = 5;

  private final long[] tokens;

  private NGrams(long[] tokens) {
    this.tokens = tokens;
  }

  public static NGrams of(String text) {
    return new NGrams(FoldedTokens.of(text));
  }

  /** Number of tokens of the text. */
  public int tokens() {
    return tokens.length;
  }

  /** Hashes of the distinct n-grams, ascending; none if the text is shorter than n. */
  public long[] grams(int n) {
    return Shingles.ofTokens(tokens, n);
  }

  /**
   * What an evaluation text is looked up by: its n-grams, or, if it is shorter than one, itself as
   * the only gram. Empty below {@link #FEWEST_TOKENS}.
   */
  public long[] wanted(int n) {
    return tokens.length < FEWEST_TOKENS ? new long[0] : grams(Math.min(n, tokens.length));
  }

  /**
   * All n-grams of this text that an evaluation text could be looked up by: of length n, and of the
   * short lengths given.
   */
  public long[] offered(int n, int[] shortLengths) {
    LongStream all = Arrays.stream(grams(n));
    for (int length : shortLengths) {
      all = LongStream.concat(all, Arrays.stream(grams(length)));
    }
    return all.toArray();
  }
}
