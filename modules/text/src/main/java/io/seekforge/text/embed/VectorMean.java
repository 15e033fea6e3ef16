package io.seekforge.text.embed;

/** The mean of the vectors of a text's passages, weighted by their lengths. */
public final class VectorMean {
  private double[] sum;

  /**
   * @param vector of length 1
   */
  public void add(float[] vector, double weight) {
    if (sum == null) {
      sum = new double[vector.length];
    }
    for (int i = 0; i < vector.length; i++) {
      sum[i] += weight * vector[i];
    }
  }

  /** Scaled to length 1; null if nothing was added, or if it has no direction. */
  public float[] unit() {
    if (sum == null) {
      return null;
    }
    float[] mean = new float[sum.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) sum[i];
    }
    return Vector.unit(mean);
  }
}
