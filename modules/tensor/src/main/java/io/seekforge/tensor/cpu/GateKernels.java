package io.seekforge.tensor.cpu;

import io.seekforge.tensor.Tensor;
import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** silu(gate) · up, with silu(g) = g · σ(g), and its gradient. */
final class GateKernels {
  private GateKernels() {}

  static void forward(Tensor gate, Tensor up, Tensor y) {
    for (int row = 0; row < y.rows(); row++) {
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

  private static void forwardRow(
      ByteBuffer gate, int g, ByteBuffer up, int u, ByteBuffer y, int out, int columns) {
    int i = 0;
    for (; i + Lanes.COUNT <= columns; i += Lanes.COUNT) {
      FloatVector x = Lanes.load(gate, g + 4 * i);
      FloatVector silu = x.div(Lanes.exp(x.neg()).add(Lanes.ONE));
      Lanes.store(silu.mul(Lanes.load(up, u + 4 * i)), y, out + 4 * i);
    }
    for (; i < columns; i++) {
      float x = gate.getFloat(g + 4 * i);
      float silu = x / (Lanes.exp(-x) + 1f);
      y.putFloat(out + 4 * i, silu * up.getFloat(u + 4 * i));
    }
  }

  static void backward(Tensor dy, Tensor gate, Tensor up) {
    for (int row = 0; row < dy.rows(); row++) {
      backwardRow(
          CpuStorage.bytes(dy),
          RowKernels.at(dy, row),
          CpuStorage.bytes(gate),
          RowKernels.at(gate, row),
          CpuStorage.bytes(up),
          RowKernels.at(up, row),
          dy.columns());
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
