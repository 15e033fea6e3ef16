package io.seekforge.model;

import io.seekforge.api.SplitMix;
import java.nio.charset.StandardCharsets;

/**
 * Numbers that depend on seed, name and index alone: {@link SplitMix} as a counter, so that every
 * tensor has its own stream, in whatever order tensors are filled.
 */
public final class Randomness {
  /** Acklam's rational approximation of the inverse normal distribution, relative error 1.2e-9. */
  private static final double[] A = {
    -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02,
    1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239e+00
  };

  private static final double[] B = {
    -5.447609879822406e+01,
    1.615858368580409e+02,
    -1.556989798598866e+02,
    6.680131188771972e+01,
    -1.328068155288572e+01
  };
  private static final double[] C = {
    -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
    -2.549732539343734e+00, 4.374664141464968e+00, 2.938163982698783e+00
  };
  private static final double[] D = {
    7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00
  };
  private static final double LOW = 0.02425;

  private final long start;

  /** The stream of a name. */
  public Randomness(long seed, String name) {
    long hash = SplitMix.mix(seed);
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = SplitMix.mix(hash + (b & 0xFF) + SplitMix.GAMMA);
    }
    this.start = hash;
  }

  /** 64 bits that name the stream. */
  public long key() {
    return start;
  }

  /** Uniform in (0, 1), the i-th of the stream. */
  public double uniform(long i) {
    long bits = SplitMix.next(start, i) >>> 11;
    return (bits + 0.5) * 0x1p-53;
  }

  /** Standard normal, the i-th of the stream. */
  public double normal(long i) {
    double p = uniform(i);
    if (p < LOW) {
      return tail(Math.sqrt(-2 * StrictMath.log(p)));
    }
    if (p > 1 - LOW) {
      return -tail(Math.sqrt(-2 * StrictMath.log(1 - p)));
    }
    double q = p - 0.5;
    double r = q * q;
    double numerator = (((((A[0] * r + A[1]) * r + A[2]) * r + A[3]) * r + A[4]) * r + A[5]) * q;
    return numerator / (((((B[0] * r + B[1]) * r + B[2]) * r + B[3]) * r + B[4]) * r + 1);
  }

  private static double tail(double q) {
    return (((((C[0] * q + C[1]) * q + C[2]) * q + C[3]) * q + C[4]) * q + C[5])
        / ((((D[0] * q + D[1]) * q + D[2]) * q + D[3]) * q + 1);
  }
}
