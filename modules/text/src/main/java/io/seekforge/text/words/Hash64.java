package io.seekforge.text.words;

/**
 * 64-bit mixing: the finaliser "variant 13" of Stafford, as in SplitMix64 (Steele, Lea, Flood: Fast
 * splittable pseudorandom number generators, OOPSLA 2014, figure 16). Every input bit changes every
 * output bit with probability close to one half, and the function is a bijection.
 */
public final class Hash64 {
  /** 2^64 divided by the golden ratio, made odd: the increment of SplitMix64. */
  public static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Hash64() {}

  /** A bijection of 64-bit numbers whose output looks random. */
  public static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Hash of a sequence so far and its next value; the order counts. */
  public static long combine(long hash, long value) {
    return mix(hash * GOLDEN + value);
  }

  /** Hash of a string's characters. */
  public static long of(CharSequence text, int start, int end) {
    long hash = end - start;
    for (int i = start; i < end; i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L; // FNV-1a's prime
    }
    return mix(hash);
  }

  /** Hash of a whole string. */
  public static long of(CharSequence text) {
    return of(text, 0, text.length());
  }
}
