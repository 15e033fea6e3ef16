package io.seekforge.tensor.cpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * As many floats at a time as the processor's vectors hold, for what is computed element by
 * element: results do not depend on their number. Only operations that {@link Lanes} allows too are
 * used.
 */
final class WideLanes {
  static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() > Lanes.COUNT
          ? FloatVector.SPECIES_512
          : Lanes.SPECIES;
  static final int COUNT = SPECIES.length();
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

  private WideLanes() {}

  /** The shape of vectors with as many elements of {@code bits} bits. */
  static VectorShape shape(int bits) {
    return VectorShape.forBitSize(COUNT * bits);
  }

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

  static float max(FloatVector v) {
    return v.reduceLanes(VectorOperators.MAX);
  }

  /** e^x for x clamped to [−87, 88]. */
  static FloatVector exp(FloatVector x) {
    FloatVector clamped = x.max(LOWEST).min(HIGHEST);
    FloatVector rounded = clamped.fma(all(LOG2_E), all(ROUND));
    FloatVector n = rounded.sub(ROUND);
    FloatVector r = n.fma(all(-LN2_HIGH), clamped);
    r = n.fma(all(-LN2_LOW), r);
    FloatVector p = all(EXP[0]).fma(r, all(EXP[1]));
    p = p.fma(r, all(EXP[2]));
    p = p.fma(r, all(EXP[3]));
    p = p.fma(r, all(EXP[4]));
    p = p.fma(r, all(EXP[5]));
    FloatVector y = p.fma(r.mul(r), r).add(1f);
    return y.reinterpretAsInts()
        .add(rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
        .reinterpretAsFloats();
  }

  /** The same steps, and the same bits, for one number. */
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
