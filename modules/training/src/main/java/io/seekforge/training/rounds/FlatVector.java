package io.seekforge.training.rounds;

import io.seekforge.api.SeekforgeException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A flat float32 vector as bytes, little-endian: how parameters and gradients travel. */
public final class FlatVector {
  private static final long MOST = Integer.MAX_VALUE / Float.BYTES;

  private FlatVector() {}

  /** The values of a vector [n] as 4n bytes. */
  public static byte[] bytes(INDArray vector) {
    checkLength(vector.length());
    byte[] bytes = new byte[(int) vector.length() * Float.BYTES];
    Slice.of(vector).get(bytes);
    return bytes;
  }

  /** A new vector [bytes.length / 4]. */
  public static INDArray of(byte[] bytes) {
    INDArray vector = Nd4j.createUninitialized(DataType.FLOAT, bytes.length / Float.BYTES);
    Slice.of(vector).put(bytes);
    return vector;
  }

  /** Zeros [length]. */
  public static INDArray zeros(long length) {
    return Nd4j.zeros(DataType.FLOAT, length);
  }

  /** Refuses a vector that does not fit into one array of bytes. */
  public static void checkLength(long length) {
    if (length > MOST) {
      throw new SeekforgeException(
          "Cannot train "
              + length
              + " parameters in one vector: at most "
              + MOST
              + " (train an adapter of lower rank, or fewer targets)");
    }
  }
}
