package io.seekforge.tensor.cpu;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** The 16 values of NF4: quantiles of the normal distribution (QLoRA, appendix E). */
final class NormalFloat {
  private static final float[] VALUES = {
    -1f,
    -0.6961928009986877f,
    -0.5250730514526367f,
    -0.39491748809814453f,
    -0.28444138169288635f,
    -0.18477343022823334f,
    -0.09105003625154495f,
    0f,
    0.07958029955625534f,
    0.16093020141124725f,
    0.24611230194568634f,
    0.33791524171829224f,
    0.44070982933044434f,
    0.5626170039176941f,
    0.7229568362236023f,
    1f
  };

  private static final float[] MIDDLES = middles();

  /** Codes in an int. */
  private static final int CODES = 8;

  /** Right shifts that bring each code of a little-endian int down: upper half of a byte first. */
  private static final IntVector SHIFTS =
      IntVector.fromArray(
          Lanes.BITS, new int[] {4, 0, 12, 8, 20, 16, 28, 24, 4, 0, 12, 8, 20, 16, 28, 24}, 0);

  /** The lanes of a second int. */
  private static final VectorMask<Integer> SECOND = VectorMask.fromLong(Lanes.BITS, -1L << CODES);

  private NormalFloat() {}

  static float decode(int code) {
    return VALUES[code & 0xf];
  }

  /**
   * The values of as many codes as there are lanes, from a byte on. Chosen by the bits of the
   * codes, pair by pair: lookups in registers ({@code selectFrom}) are slow in Java 17.
   */
  static FloatVector decode(ByteBuffer bytes, int at) {
    IntVector codes = IntVector.broadcast(Lanes.BITS, bytes.getInt(at));
    if (Lanes.COUNT > CODES) {
      codes = codes.blend(bytes.getInt(at + Integer.BYTES), SECOND);
    }
    IntVector shifted = codes.lanewise(VectorOperators.LSHR, SHIFTS);
    VectorMask<Float> bit0 = bit(shifted, 0);
    VectorMask<Float> bit1 = bit(shifted, 1);
    VectorMask<Float> bit2 = bit(shifted, 2);
    FloatVector lower =
        either(
            either(pair(0, bit0), pair(2, bit0), bit1),
            either(pair(4, bit0), pair(6, bit0), bit1),
            bit2);
    FloatVector upper =
        either(
            either(pair(8, bit0), pair(10, bit0), bit1),
            either(pair(12, bit0), pair(14, bit0), bit1),
            bit2);
    return either(lower, upper, bit(shifted, 3));
  }

  private static VectorMask<Float> bit(IntVector codes, int bit) {
    return codes
        .lanewise(VectorOperators.LSHL, 31 - bit)
        .compare(VectorOperators.LT, 0)
        .cast(Lanes.SPECIES);
  }

  private static FloatVector pair(int first, VectorMask<Float> second) {
    return either(Lanes.all(VALUES[first]), Lanes.all(VALUES[first + 1]), second);
  }

  private static FloatVector either(FloatVector a, FloatVector b, VectorMask<Float> second) {
    return a.blend(b, second);
  }

  /** Code of the nearest value: four steps of a binary search over their middles. */
  static int encode(float x) {
    int code = x > MIDDLES[7] ? 8 : 0;
    code += x > MIDDLES[code + 3] ? 4 : 0;
    code += x > MIDDLES[code + 1] ? 2 : 0;
    return code + (x > MIDDLES[code] ? 1 : 0);
  }

  private static float[] middles() {
    float[] middles = new float[VALUES.length - 1];
    for (int i = 0; i < middles.length; i++) {
      middles[i] = (VALUES[i] + VALUES[i + 1]) / 2;
    }
    return middles;
  }
}
