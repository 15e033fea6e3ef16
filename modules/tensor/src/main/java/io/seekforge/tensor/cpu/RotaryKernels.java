package io.seekforge.tensor.cpu;

import io.seekforge.tensor.RotaryTable;
import io.seekforge.tensor.Tensor;
import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** Rotary embedding in place: (a, b) ← (a·cos − b·sin, b·cos + a·sin). */
final class RotaryKernels {
  private RotaryKernels() {}

  static void rotate(
      Tensor x,
      int heads,
      int headSize,
      int first,
      RotaryTable table,
      int[] positions,
      boolean inverse) {
    int pairs = table.cos().columns();
    for (int row = 0; row < x.rows(); row++) {
      int cos = RowKernels.at(table.cos(), positions[row]);
      int sin = RowKernels.at(table.sin(), positions[row]);
      int start = RowKernels.at(x, row) + 4 * first;
      for (int head = 0; head < heads; head++) {
        int at = start + 4 * head * headSize;
        if (table.interleaved()) {
          pairs(CpuStorage.bytes(x), at, table, cos, sin, pairs, inverse);
        } else {
          halves(CpuStorage.bytes(x), at, table, cos, sin, pairs, inverse);
        }
      }
    }
  }

  private static void halves(
      ByteBuffer x, int at, RotaryTable table, int cos, int sin, int pairs, boolean inverse) {
    ByteBuffer cosines = CpuStorage.bytes(table.cos());
    ByteBuffer sines = CpuStorage.bytes(table.sin());
    int second = at + 4 * pairs;
    int i = 0;
    for (; i + Lanes.COUNT <= pairs; i += Lanes.COUNT) {
      FloatVector c = Lanes.load(cosines, cos + 4 * i);
      FloatVector s = Lanes.load(sines, sin + 4 * i);
      if (inverse) {
        s = s.neg();
      }
      FloatVector a = Lanes.load(x, at + 4 * i);
      FloatVector b = Lanes.load(x, second + 4 * i);
      Lanes.store(a.mul(c).sub(b.mul(s)), x, at + 4 * i);
      Lanes.store(b.mul(c).add(a.mul(s)), x, second + 4 * i);
    }
    for (; i < pairs; i++) {
      float s = sines.getFloat(sin + 4 * i);
      turn(x, at + 4 * i, second + 4 * i, cosines.getFloat(cos + 4 * i), inverse ? -s : s);
    }
  }

  private static void pairs(
      ByteBuffer x, int at, RotaryTable table, int cos, int sin, int pairs, boolean inverse) {
    ByteBuffer cosines = CpuStorage.bytes(table.cos());
    ByteBuffer sines = CpuStorage.bytes(table.sin());
    for (int i = 0; i < pairs; i++) {
      float s = sines.getFloat(sin + 4 * i);
      turn(x, at + 8 * i, at + 8 * i + 4, cosines.getFloat(cos + 4 * i), inverse ? -s : s);
    }
  }

  private static void turn(ByteBuffer x, int first, int second, float c, float s) {
    float a = x.getFloat(first);
    float b = x.getFloat(second);
    x.putFloat(first, a * c - b * s);
    x.putFloat(second, b * c + a * s);
  }
}
