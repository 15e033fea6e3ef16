package io.seekforge.tensor.cpu;

import io.seekforge.tensor.AttentionShape;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.CrossEntropy;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.RotaryTable;
import io.seekforge.tensor.Storage;
import io.seekforge.tensor.Tensor;
import java.nio.ByteBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The processor, one thread of it: every operation is done when its method returns. */
public final class CpuBackend implements Backend {
  private final Products products = new Products();
  private final AttentionKernels attention = new AttentionKernels(products);

  @Override
  public Storage allocate(ElementType type, long size) {
    return CpuStorage.allocate(type, size);
  }

  @Override
  public Storage borrow(INDArray array, long offset, long size) {
    if (offset < 0 || size < 0 || offset + size > array.length()) {
      throw new IllegalArgumentException(
          "Cannot take " + size + " elements at " + offset + " of " + array.length());
    }
    long address = OptimizerKernels.address(array) + 4 * offset;
    return CpuStorage.borrow(ElementType.FLOAT32, size, address, array);
  }

  @Override
  public Storage weight(ByteBuffer source, ElementType sourceType, ElementType type) {
    long size = source.remaining() / sourceType.bytes();
    CpuStorage outside =
        CpuStorage.borrow(sourceType, size, NativeMemory.address(source.slice()), source);
    if (sourceType == type) {
      return outside;
    }
    CpuStorage converted = CpuStorage.allocate(type, size);
    RowKernels.copy(Tensor.of(outside, 1, (int) size), Tensor.of(converted, 1, (int) size));
    return converted;
  }

  @Override
  public void write(float[] values, Tensor target) {
    ByteBuffer bytes = CpuStorage.bytes(target);
    for (int row = 0, i = 0; row < target.rows() && i < values.length; row++) {
      int at = RowKernels.at(target, row);
      for (int column = 0; column < target.columns() && i < values.length; column++, i++) {
        if (target.type() == ElementType.FLOAT32) {
          bytes.putFloat(at + 4 * column, values[i]);
        } else {
          bytes.putShort(at + 2 * column, Bfloat16.narrow(values[i]));
        }
      }
    }
  }

  @Override
  public void read(Tensor source, float[] values) {
    ByteBuffer bytes = CpuStorage.bytes(source);
    for (int row = 0, i = 0; row < source.rows(); row++) {
      int at = RowKernels.at(source, row);
      for (int column = 0; column < source.columns(); column++, i++) {
        values[i] =
            source.type() == ElementType.FLOAT32
                ? bytes.getFloat(at + 4 * column)
                : Bfloat16.widen(bytes.getShort(at + 2 * column));
      }
    }
  }

  @Override
  public void finish() {}

  @Override
  public void multiply(
      Tensor a,
      boolean transposeA,
      Tensor b,
      boolean transposeB,
      float alpha,
      float beta,
      Tensor c) {
    products.multiply(a, transposeA, b, transposeB, alpha, beta, c);
  }

  @Override
  public void copy(Tensor x, Tensor y) {
    RowKernels.copy(x, y);
  }

  @Override
  public void add(Tensor x, Tensor y) {
    RowKernels.add(x, y);
  }

  @Override
  public void zero(Tensor x) {
    RowKernels.zero(x);
  }

  @Override
  public void addRow(Tensor row, Tensor x) {
    RowKernels.addRow(row, x);
  }

  @Override
  public void addColumnSums(Tensor x, Tensor row) {
    RowKernels.addColumnSums(x, row);
  }

  @Override
  public void gather(Tensor x, int[] rows, int count, Tensor y) {
    RowKernels.gather(x, rows, count, y);
  }

  @Override
  public void scatterAdd(Tensor x, int[] rows, int count, float[] factors, Tensor y) {
    RowKernels.scatterAdd(x, rows, count, factors, y);
  }

  @Override
  public void scaleRows(Tensor x, float[] factors, int count) {
    for (int i = 0; i < count; i++) {
      SoftmaxKernels.scale(CpuStorage.bytes(x), RowKernels.at(x, i), x.columns(), factors[i]);
    }
  }

  @Override
  public void rowDots(Tensor x, Tensor y, int[] rows, int count, float[] dots) {
    for (int i = 0; i < count; i++) {
      dots[i] = RowKernels.dot(x, i, y, rows[i]);
    }
  }

  @Override
  public void rmsNorm(Tensor x, Tensor weight, double epsilon, Tensor y, Tensor inverse) {
    NormKernels.forward(x, weight, epsilon, y, inverse);
  }

  @Override
  public void rmsNormBackward(
      Tensor dy,
      Tensor x,
      Tensor weight,
      Tensor inverse,
      Tensor dx,
      boolean accumulate,
      Tensor dWeight) {
    NormKernels.backward(dy, x, weight, inverse, dx, accumulate, dWeight);
  }

  @Override
  public void rotate(
      Tensor x,
      int heads,
      int headSize,
      int first,
      RotaryTable table,
      int[] positions,
      boolean inverse) {
    RotaryKernels.rotate(x, heads, headSize, first, table, positions, inverse);
  }

  @Override
  public void gatedSilu(Tensor gate, Tensor up, Tensor y) {
    GateKernels.forward(gate, up, y);
  }

  @Override
  public void gatedSiluBackward(Tensor dy, Tensor gate, Tensor up) {
    GateKernels.backward(dy, gate, up);
  }

  @Override
  public void attention(
      AttentionShape shape, Tensor q, Tensor k, Tensor v, Tensor output, Tensor statistics) {
    attention.forward(shape, q, k, v, output, statistics);
  }

  @Override
  public void attentionBackward(
      AttentionShape shape,
      Tensor q,
      Tensor k,
      Tensor v,
      Tensor output,
      Tensor statistics,
      Tensor dOutput,
      Tensor dq,
      Tensor dk,
      Tensor dv) {
    attention.backward(shape, q, k, v, output, statistics, dOutput, dq, dk, dv);
  }

  @Override
  public CrossEntropy crossEntropy(Tensor logits, int[] labels, int first, boolean withGradient) {
    return CrossEntropyKernel.compute(logits, labels, first, withGradient);
  }

  @Override
  public void close() {
    attention.close();
    products.close();
  }
}
