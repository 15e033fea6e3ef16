package io.seekforge.tensor.cpu;

import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;
import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** silu(gate) · up, with silu(g) = g · σ(g), and its gradient. */
final class GateKernels {
  private GateKernels() {}

  static void forward(Tensor gate, Tensor up, Tensor y) {
    for (int row = 0; row < y.rows(); row++) {
      if (y.type() == ElementType.BFLOAT16) {
        narrowRow(
            CpuStorage.bytes(gate),
            RowKernels.at(gate, row),
            CpuStorage.bytes(up),
            RowKernels.at(up, row),
            CpuStorage.bytes(y),
            RowKernels.at(y, row),
            y.columns());
      } else {
        forwardRow(
            CpuStorage.bytes(gate),
            RowKernels.at(gate, row),
            CpuStorage.bytes(up),
            RowKernels.at(up, row),
            CpuStorage.bytes(y),
            RowKernels.at(y, row),
            y.columns());
      }
    }
  }

  private static void forwardRow(
      ByteBuffer gate, int g, ByteBuffer up, int u, ByteBuffer y, int out, int columns) {
    int i = 0;
    for (; i + Lanes.COUNT <= columns; i += Lanes.COUNT) {
      FloatVector x = Lanes.load(gate, g + 4 * i);
      FloatVector silu = x.div(Lanes.exp(x.neg()).add(Lanes.ONE));
      Lanes.store(silu.mul(Lanes.load(up, u + 4 * i)), y, out + 4 * i);
    }
    for (; i < columns; i++) {
      y.putFloat(out + 4 * i, silu(gate.getFloat(g + 4 * i)) * up.getFloat(u + 4 * i));
    }
  }

  /** The same, rounded. */
  private static void narrowRow(
      ByteBuffer gate, int g, ByteBuffer up, int u, ByteBuffer y, int out, int columns) {
    int i = 0;
    for (; i + Lanes.COUNT <= columns; i += Lanes.COUNT) {
      FloatVector x = Lanes.load(gate, g + 4 * i);
      FloatVector silu = x.div(Lanes.exp(x.neg()).add(Lanes.ONE));
      Bfloat16.store(silu.mul(Lanes.load(up, u + 4 * i)), y, out + 2 * i);
    }
    for (; i < columns; i++) {
      float value = silu(gate.getFloat(g + 4 * i)) * up.getFloat(u + 4 * i);
      y.putShort(out + 2 * i, Bfloat16.narrow(value));
    }
  }

  private static float silu(float x) {
    return x / (Lanes.exp(-x) + 1f);
  }

  /**
   * The gradients take the place of gate and up; dGate and dUp, if others, receive them rounded.
   */
  static void backward(Tensor dy, Tensor gate, Tensor up, Tensor dGate, Tensor dUp) {
    for (int row = 0; row < dy.rows(); row++) {
      backwardRow(
          CpuStorage.bytes(dy),
          RowKernels.at(dy, row),
          CpuStorage.bytes(gate),
          RowKernels.at(gate, row),
          CpuStorage.bytes(up),
          RowKernels.at(up, row),
          dy.columns());
      if (dGate.type() == ElementType.BFLOAT16) { // while the row is in the cache
        RowKernels.narrowRow(gate, row, 1, dGate, dGate.columns());
        RowKernels.narrowRow(up, row, 1, dUp, dUp.columns());
      }
    }
  }

  /** dgate = dy · up · σ · (1 + g · (1 − σ)), dup = dy · g · σ. */
  private static void backwardRow(
      ByteBuffer dy, int d, ByteBuffer gate, int g, ByteBuffer up, int u, int columns) {
    int i = 0;
    for (; i + Lanes.COUNT <= columns; i += Lanes.COUNT) {
      FloatVector x = Lanes.load(gate, g + 4 * i);
      FloatVector sigma = Lanes.ONE.div(Lanes.exp(x.neg()).add(Lanes.ONE));
      FloatVector dOut = Lanes.load(dy, d + 4 * i);
      FloatVector slope = sigma.mul(x.fma(Lanes.ONE.sub(sigma), Lanes.ONE));
      Lanes.store(dOut.mul(Lanes.load(up, u + 4 * i)).mul(slope), gate, g + 4 * i);
      Lanes.store(dOut.mul(x.mul(sigma)), up, u + 4 * i);
    }
    for (; i < columns; i++) {
      float x = gate.getFloat(g + 4 * i);
      float sigma = 1f / (Lanes.exp(-x) + 1f);
      float dOut = dy.getFloat(d + 4 * i);
      float slope = sigma * Math.fma(x, 1f - sigma, 1f);
      gate.putFloat(g + 4 * i, dOut * up.getFloat(u + 4 * i) * slope);
      up.putFloat(u + 4 * i, dOut * (x * sigma));
    }
  }
}
