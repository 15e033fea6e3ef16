package io.seekforge.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class FloatFormatTest {
  @Test
  void everyHalfSurvivesARoundTrip() {
    for (int bits = 0; bits < 65536; bits++) {
      short half = (short) bits;
      float value = FloatFormat.f16ToFloat(half);
      if (Float.isNaN(value)) {
        assertThat(FloatFormat.f16ToFloat(FloatFormat.floatToF16(value))).isNaN();
      } else {
        assertThat(FloatFormat.floatToF16(value)).isEqualTo(half);
      }
    }
  }

  @Test
  void everyBf16SurvivesARoundTrip() {
    for (int bits = 0; bits < 65536; bits++) {
      float value = FloatFormat.bf16ToFloat((short) bits);
      if (Float.isNaN(value)) {
        assertThat(FloatFormat.bf16ToFloat(FloatFormat.floatToBf16(value))).isNaN();
      } else {
        assertThat(FloatFormat.floatToBf16(value)).isEqualTo((short) bits);
      }
    }
  }

  @Test
  void halvesAreWhatTheStandardSays() {
    assertThat(FloatFormat.f16ToFloat((short) 0x3C00)).isEqualTo(1f);
    assertThat(FloatFormat.f16ToFloat((short) 0xC000)).isEqualTo(-2f);
    assertThat(FloatFormat.f16ToFloat((short) 0x7BFF)).isEqualTo(65504f);
    assertThat(FloatFormat.f16ToFloat((short) 1)).isEqualTo(0x1p-24f);
    assertThat(FloatFormat.f16ToFloat((short) 0x7C00)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(FloatFormat.floatToF16(65519.996f)).isEqualTo((short) 0x7BFF);
    assertThat(FloatFormat.floatToF16(65520f)).isEqualTo((short) 0x7C00);
    assertThat(FloatFormat.floatToF16(0x1.ffcp-15f)).isEqualTo((short) 0x0400);
  }

  @Test
  void narrowingTakesTheNearestAndOnATieTheEven() {
    Random random = new Random(5);
    for (int i = 0; i < 200_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (Math.abs(value) < 60000f) {
        nearest(value, FloatFormat.floatToF16(value), FloatFormat::f16ToFloat);
      }
      if (Math.abs(value) < 1e38f) {
        nearest(value, FloatFormat.floatToBf16(value), FloatFormat::bf16ToFloat);
      }
    }
  }

  private interface Widening {
    float of(short bits);
  }

  private static void nearest(float value, short chosen, Widening widening) {
    double error = Math.abs((double) widening.of(chosen) - value);
    for (int step = -1; step <= 1; step += 2) {
      float neighbour = widening.of((short) (chosen + step));
      if (Float.isFinite(neighbour) && Math.signum(neighbour) == Math.signum(value)) {
        double other = Math.abs((double) neighbour - value);
        assertThat(error < other || (error == other && chosen % 2 == 0)).isTrue();
      }
    }
  }

  @Test
  void eightBitFloatsAreWhatTheStandardSays() {
    assertThat(FloatFormat.e4m3ToFloat((byte) 0x38)).isEqualTo(1f);
    assertThat(FloatFormat.e4m3ToFloat((byte) 0x7E)).isEqualTo(448f);
    assertThat(FloatFormat.e4m3ToFloat((byte) 0xFE)).isEqualTo(-448f);
    assertThat(FloatFormat.e4m3ToFloat((byte) 0x01)).isEqualTo(0x1p-9f);
    assertThat(FloatFormat.e4m3ToFloat((byte) 0x7F)).isNaN();
    assertThat(FloatFormat.e5m2ToFloat((byte) 0x3C)).isEqualTo(1f);
    assertThat(FloatFormat.e5m2ToFloat((byte) 0x7B)).isEqualTo(57344f);
  }
}
