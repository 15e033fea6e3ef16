package io.seekforge.tensor.cpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** float32 with its lower half cut off: the upper 16 bits, rounded to nearest, ties to even. */
final class Bfloat16 {
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final VectorSpecies<Short> HALVES =
      VectorSpecies.of(short.class, Lanes.shape(Short.SIZE));

  private Bfloat16() {}

  static float widen(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  static short narrow(float value) {
    if (Float.isNaN(value)) {
      return 0x7fc0;
    }
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  /** As many numbers as there are lanes, widened; the position is in bytes. */
  static FloatVector load(ByteBuffer bytes, int at) {
    ShortVector narrow = ShortVector.fromByteBuffer(HALVES, bytes, at, ORDER);
    IntVector wide = (IntVector) narrow.convertShape(VectorOperators.S2I, Lanes.BITS, 0);
    return Lanes.floats(wide.lanewise(VectorOperators.LSHL, 16));
  }

  /** Narrows as many numbers as there are lanes; the position is in bytes. */
  static void store(FloatVector vector, ByteBuffer target, int at) {
    IntVector bits = Lanes.bits(vector);
    IntVector odd = bits.lanewise(VectorOperators.LSHR, 16).and(1);
    IntVector rounded = bits.add(0x7fff).add(odd).lanewise(VectorOperators.LSHR, 16);
    VectorMask<Integer> nan = bits.and(0x7fffffff).compare(VectorOperators.GT, 0x7f800000);
    ((ShortVector) rounded.blend(0x7fc0, nan).convertShape(VectorOperators.I2S, HALVES, 0))
        .intoByteBuffer(target, at, ORDER);
  }

  /** Widens {@code count} numbers; positions are in bytes. */
  static void widen(ByteBuffer x, int a, ByteBuffer y, int b, int count) {
    int i = 0;
    for (; i + Lanes.COUNT <= count; i += Lanes.COUNT) {
      Lanes.store(load(x, a + 2 * i), y, b + 4 * i);
    }
    for (; i < count; i++) {
      y.putInt(b + 4 * i, x.getShort(a + 2 * i) << 16);
    }
  }

  /** Narrows {@code count} numbers times a factor; positions are in bytes. */
  static void narrow(ByteBuffer x, int a, float factor, ByteBuffer y, int b, int count) {
    int i = 0;
    for (; i + Lanes.COUNT <= count; i += Lanes.COUNT) {
      store(Lanes.load(x, a + 4 * i).mul(factor), y, b + 2 * i);
    }
    for (; i < count; i++) {
      y.putShort(b + 2 * i, narrow(x.getFloat(a + 4 * i) * factor));
    }
  }
}
