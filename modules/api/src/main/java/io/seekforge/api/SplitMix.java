package io.seekforge.api;

/**
 * Counter-based random bits: the finaliser of SplitMix64 (Steele, Lea and Flood 2014, "Fast
 * splittable pseudorandom number generators") over keys that name what is drawn. Nothing is carried
 * from draw to draw, so any of them can be computed anywhere, any time, with the same result.
 */
public final class SplitMix {
  /** 2⁶⁴ divided by the golden ratio, odd. */
  public static final long GAMMA = 0x9E3779B97F4A7C15L;

  private SplitMix() {}

  /** Turns a number into 64 bits that look random. */
  public static long mix(long number) {
    long z = (number ^ (number >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** The key under a key that a number, from 0, has. */
  public static long next(long key, long number) {
    return mix(key + GAMMA * (number + 1));
  }
}
