package io.seekforge.tensor.cpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Eight floats at a time, on every machine, so that sums have the same order everywhere. {@link
 * WideLanes} are for what is computed element by element.
 *
 * <p>Only operations that IEEE 754 rounds exactly are used (add, multiply, divide, square root,
 * fused multiply-add): the interpreter and both compilers then give the same bits. Library
 * functions on vectors and {@code reduceLanes(ADD)} do not promise that.
 */
final class Lanes {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_256;
  static final int COUNT = 8;
  static final int BYTES = 32;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private Lanes() {}

  static FloatVector load(ByteBuffer bytes, int at) {
    return FloatVector.fromByteBuffer(SPECIES, bytes, at, ORDER);
  }

  static void store(FloatVector vector, ByteBuffer bytes, int at) {
    vector.intoByteBuffer(bytes, at, ORDER);
  }

  static FloatVector zero() {
    return FloatVector.zero(SPECIES);
  }

  static FloatVector all(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }

  /** Sum of the lanes in a fixed order. */
  static float sum(FloatVector v) {
    return ((v.lane(0) + v.lane(4)) + (v.lane(1) + v.lane(5)))
        + ((v.lane(2) + v.lane(6)) + (v.lane(3) + v.lane(7)));
  }
}
