package io.seekforge.text.embed;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Arithmetic of vectors, and their form in columns and caches: float32, the smallest byte first.
 * Sums have one order on every processor.
 */
public final class Vector {
  /** Partial sums that do not wait for each other. */
  private static final int LANES = 8;

  private Vector() {}

  /**
   * Scales a vector to length 1.
   *
   * @return the vector, changed; null if it has no direction (zero, or not finite)
   */
  public static float[] unit(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    double length = Math.sqrt(squares);
    if (!(length > 0) || Double.isInfinite(length)) {
      return null;
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (vector[i] / length);
    }
    return vector;
  }

  /** The scalar product: of unit vectors the cosine. */
  public static float dot(float[] a, float[] b) {
    float[] sums = new float[LANES];
    int whole = a.length - a.length % LANES;
    for (int i = 0; i < whole; i += LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        sums[lane] += a[i + lane] * b[i + lane];
      }
    }
    float sum = 0;
    for (float lane : sums) {
      sum += lane;
    }
    for (int i = whole; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** The vector as bytes. */
  public static byte[] bytes(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return bytes.array();
  }

  /** The vector from its bytes. */
  public static float[] of(byte[] bytes) {
    float[] vector = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
    return vector;
  }
}
