package io.seekforge.training.rounds;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A part of a flat float32 vector as bytes in place, so that large vectors are never copied. */
final class Slice {
  private Slice() {}

  /**
   * The live bytes of some elements, in the machine's order, which is little-endian on all that
   * ND4J runs on. Good while the vector is open.
   *
   * @param count at most 2 GB of them
   */
  static ByteBuffer of(INDArray vector, long from, int count) {
    FloatPointer start = new FloatPointer(vector.data().addressPointer());
    return start.position(from).limit(from + count).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** All of a vector. */
  static ByteBuffer of(INDArray vector) {
    return of(vector, 0, Math.toIntExact(vector.length()));
  }
}
