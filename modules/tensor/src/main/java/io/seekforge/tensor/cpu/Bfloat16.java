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

  private static final IntVector MAGNITUDE = IntVector.broadcast(Lanes.BITS, 0x7fffffff);
  private static final IntVector INFINITE = IntVector.broadcast(Lanes.BITS, 0x7f800000);
  private static final IntVector NAN = IntVector.broadcast(Lanes.BITS, 0x7fc0);
  private static final IntVector LOWEST_BIT = IntVector.broadcast(Lanes.BITS, 1);
  private static final IntVector LESS_THAN_HALF = IntVector.broadcast(Lanes.BITS, 0x7fff);

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
    IntVector odd = bits.lanewise(VectorOperators.LSHR, 16).and(LOWEST_BIT);
    IntVector rounded = bits.add(LESS_THAN_HALF).add(odd).lanewise(VectorOperators.LSHR, 16);
    VectorMask<Integer> nan = bits.and(MAGNITUDE).compare(VectorOperators.GT, INFINITE);
    ((ShortVector) rounded.blend(NAN, nan).convertShape(VectorOperators.I2S, HALVES, 0))
        .intoByteBuffer(target, at, ORDER);
  }

  /**
   * The same for numbers computed from bfloat16 or float32 ones by instructions: a NaN among them
   * has the low bits clear, and rounding leaves it NaN.
   */
  static void storeOperand(FloatVector vector, ByteBuffer target, int at) {
    IntVector bits = Lanes.bits(vector);
    IntVector odd = bits.lanewise(VectorOperators.LSHR, 16).and(LOWEST_BIT);
    IntVector rounded = bits.add(LESS_THAN_HALF).add(odd).lanewise(VectorOperators.LSHR, 16);
    ((ShortVector) rounded.convertShape(VectorOperators.I2S, HALVES, 0))
        .intoByteBuffer(target, at, ORDER);
  }

  /** Zeros in {@code count} numbers; the position is in bytes. */
  static void zero(ByteBuffer target, int at, int count) {
    int i = 0;
    for (; i + Lanes.COUNT <= count; i += Lanes.COUNT) {
      ShortVector.zero(HALVES).intoByteBuffer(target, at + 2 * i, ORDER);
    }
    for (; i < count; i++) {
      target.putShort(at + 2 * i, (short) 0);
    }
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

  /** The sum of products in float32; positions are in bytes. */
  static float dot(ByteBuffer x, int a, ByteBuffer y, int b, int count) {
    FloatVector sum = Lanes.zero();
    FloatVector second = Lanes.zero();
    int i = 0;
    for (; i + Lanes.PARTS <= count; i += Lanes.PARTS) {
      int p = a + 2 * i;
      int q = b + 2 * i;
      sum = load(x, p).fma(load(y, q), sum);
      if (Lanes.HALVES) {
        second = load(x, p + 2 * Lanes.COUNT).fma(load(y, q + 2 * Lanes.COUNT), second);
      }
    }
    float total = Lanes.sum(sum, second);
    for (; i < count; i++) {
      total = Math.fma(widen(x.getShort(a + 2 * i)), widen(y.getShort(b + 2 * i)), total);
    }
    return total;
  }
}
