package io.seekforge.tensor.cpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * As many floats at a time as the processor's vectors hold. Results do not depend on their number:
 * what is added up goes into {@link #PARTS} partial sums everywhere, which are one vector of
 * sixteen lanes or two of eight.
 *
 * <p>Only operations that IEEE 754 rounds exactly are used (add, multiply, divide, square root,
 * fused multiply-add): the interpreter and both compilers then give the same bits. Library
 * functions on vectors and {@code reduceLanes(ADD)} do not promise that.
 *
 * <p>All vectors of a kind have one length, and a running sum is an argument of the addition, never
 * what it is called on: else the compiler cannot tell the class of a vector, and keeps it in
 * memory.
 */
final class Lanes {
  static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() > FloatVector.SPECIES_256.length()
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_256;
  static final int COUNT = SPECIES.length();
  static final int BYTES = SPECIES.vectorByteSize();

  /** Partial sums of what is added up. */
  static final int PARTS = 16;

  /** Whether a sum needs two vectors. */
  static final boolean HALVES = COUNT < PARTS;

  static final VectorSpecies<Integer> BITS = VectorSpecies.of(int.class, shape(Integer.SIZE));
  static final VectorSpecies<Byte> OCTETS = VectorSpecies.of(byte.class, shape(Byte.SIZE));

  /** Vectors of the same size, with half as many elements. */
  static final VectorSpecies<Double> DOUBLES =
      VectorSpecies.of(double.class, SPECIES.vectorShape());

  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private static final float LOG2_E = 1.44269504088896341f;
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;

  /** Adding it rounds to an integer, which then stands in the low bits (1.5 · 2²³). */
  private static final float ROUND = 12582912f;

  private static final float LOWEST = -87f;
  private static final float HIGHEST = 88f;

  /** Polynomial of Cephes' expf (Moshier), error about 1 ulp on [−ln 2 / 2, ln 2 / 2]. */
  private static final float[] EXP = {
    1.9875691500E-4f, 1.3981999507E-3f, 8.3334519073E-3f,
    4.1665795894E-2f, 1.6666665459E-1f, 5.0000001201E-1f
  };

  /**
   * Constants as vectors: each broadcast adds to the code of a method, and past a size the compiler
   * expands no more calls in it; vectors then go through memory.
   */
  static final FloatVector ONE = all(1f);

  private static final FloatVector LOWEST_LANES = all(LOWEST);
  private static final FloatVector HIGHEST_LANES = all(HIGHEST);
  private static final FloatVector LOG2_E_LANES = all(LOG2_E);
  private static final FloatVector ROUND_LANES = all(ROUND);
  private static final FloatVector MINUS_LN2_HIGH = all(-LN2_HIGH);
  private static final FloatVector MINUS_LN2_LOW = all(-LN2_LOW);
  private static final FloatVector EXP_0 = all(EXP[0]);
  private static final FloatVector EXP_1 = all(EXP[1]);
  private static final FloatVector EXP_2 = all(EXP[2]);
  private static final FloatVector EXP_3 = all(EXP[3]);
  private static final FloatVector EXP_4 = all(EXP[4]);
  private static final FloatVector EXP_5 = all(EXP[5]);

  private static final IntVector HIGHEST_MINUS_BITS =
      IntVector.broadcast(BITS, Float.floatToRawIntBits(-LOWEST));
  private static final IntVector NO_BITS = IntVector.zero(BITS);
  private static final IntVector ONE_BITS = IntVector.broadcast(BITS, Float.floatToRawIntBits(1f));
  private static final FloatVector MINUS_LOG2_E_LANES = all(-LOG2_E);
  private static final FloatVector LN2_HIGH_LANES = all(LN2_HIGH);
  private static final FloatVector LN2_LOW_LANES = all(LN2_LOW);
  private static final FloatVector MINUS_EXP_1 = all(-EXP[1]);
  private static final FloatVector MINUS_EXP_3 = all(-EXP[3]);
  private static final FloatVector MINUS_EXP_5 = all(-EXP[5]);

  private Lanes() {}

  /** The shape of vectors with as many elements of {@code bits} bits. */
  static VectorShape shape(int bits) {
    return VectorShape.forBitSize(COUNT * bits);
  }

  static FloatVector load(ByteBuffer bytes, int at) {
    return FloatVector.fromByteBuffer(SPECIES, bytes, at, ORDER);
  }

  static FloatVector load(float[] values, int at) {
    return FloatVector.fromArray(SPECIES, values, at);
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

  /**
   * Sum of the partial sums, in a fixed order.
   *
   * @param second used if {@link #HALVES}
   */
  static float sum(FloatVector first, FloatVector second) {
    if (HALVES) {
      FloatVector v = first.add(second);
      return ((v.lane(0) + v.lane(4)) + (v.lane(1) + v.lane(5)))
          + ((v.lane(2) + v.lane(6)) + (v.lane(3) + v.lane(7)));
    }
    return (((first.lane(0) + first.lane(8)) + (first.lane(4) + first.lane(12)))
            + ((first.lane(1) + first.lane(9)) + (first.lane(5) + first.lane(13))))
        + (((first.lane(2) + first.lane(10)) + (first.lane(6) + first.lane(14)))
            + ((first.lane(3) + first.lane(11)) + (first.lane(7) + first.lane(15))));
  }

  static float max(FloatVector v) {
    return v.reduceLanes(VectorOperators.MAX);
  }

  /**
   * The bits of numbers. Unlike {@code reinterpretAsInts} it names the species of the result, which
   * the compiler would else have to find out.
   */
  static IntVector bits(FloatVector v) {
    return (IntVector) v.convertShape(VectorOperators.REINTERPRET_F2I, BITS, 0);
  }

  /** The numbers that have these bits. */
  static FloatVector floats(IntVector bits) {
    return (FloatVector) bits.convertShape(VectorOperators.REINTERPRET_I2F, SPECIES, 0);
  }

  /**
   * Half of the numbers in double precision.
   *
   * @param half 0: the first ones, 1: the last ones
   */
  static DoubleVector doubles(FloatVector v, int half) {
    return (DoubleVector) v.convertShape(VectorOperators.F2D, DOUBLES, half);
  }

  /** e^x for x clamped to [−87, 88]. */
  static FloatVector exp(FloatVector x) {
    FloatVector clamped = x.max(LOWEST_LANES).min(HIGHEST_LANES);
    FloatVector rounded = clamped.fma(LOG2_E_LANES, ROUND_LANES);
    FloatVector n = rounded.sub(ROUND_LANES);
    FloatVector r = n.fma(MINUS_LN2_HIGH, clamped);
    r = n.fma(MINUS_LN2_LOW, r);
    FloatVector p = EXP_0.fma(r, EXP_1);
    p = p.fma(r, EXP_2);
    p = p.fma(r, EXP_3);
    p = p.fma(r, EXP_4);
    p = p.fma(r, EXP_5);
    FloatVector y = p.fma(r.mul(r), r).add(ONE);
    return floats(bits(y).add(bits(rounded).lanewise(VectorOperators.LSHL, 23)));
  }

  /**
   * e^−x for x ≥ 0, in the bits that {@link #exp(FloatVector)} has for −x. Such x are in the order
   * of their bits, and integers take one instruction to clamp where float32 takes five; NaN and
   * what is below 0 give some number.
   */
  static FloatVector expMinus(FloatVector x) {
    FloatVector clamped = floats(bits(x).max(NO_BITS).min(HIGHEST_MINUS_BITS));
    FloatVector rounded = clamped.fma(MINUS_LOG2_E_LANES, ROUND_LANES);
    FloatVector n = rounded.sub(ROUND_LANES);
    FloatVector r = n.fma(LN2_HIGH_LANES, clamped);
    r = n.fma(LN2_LOW_LANES, r);
    FloatVector p = EXP_0.fma(r, MINUS_EXP_1);
    p = p.fma(r, EXP_2);
    p = p.fma(r, MINUS_EXP_3);
    p = p.fma(r, EXP_4);
    p = p.fma(r, MINUS_EXP_5);
    FloatVector y = ONE.sub(p.fma(r.mul(r), r));
    return y.mul(floats(bits(rounded).lanewise(VectorOperators.LSHL, 23).add(ONE_BITS)));
  }

  /** The same steps as {@link #exp(FloatVector)}, and the same bits, for one number. */
  static float exp(float x) {
    float clamped = Math.min(Math.max(x, LOWEST), HIGHEST);
    float rounded = Math.fma(clamped, LOG2_E, ROUND);
    float n = rounded - ROUND;
    float r = Math.fma(n, -LN2_HIGH, clamped);
    r = Math.fma(n, -LN2_LOW, r);
    float p = Math.fma(EXP[0], r, EXP[1]);
    p = Math.fma(p, r, EXP[2]);
    p = Math.fma(p, r, EXP[3]);
    p = Math.fma(p, r, EXP[4]);
    p = Math.fma(p, r, EXP[5]);
    float y = Math.fma(p, r * r, r) + 1f;
    return Float.intBitsToFloat(
        Float.floatToRawIntBits(y) + (Float.floatToRawIntBits(rounded) << 23));
  }
}
