package io.seekforge.tensor.cpu;

import io.seekforge.tensor.AttentionShape;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.CrossEntropy;
import io.seekforge.tensor.ElementSource;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.RotaryTable;
import io.seekforge.tensor.Storage;
import io.seekforge.tensor.Tensor;
import java.nio.ByteBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The processor: every operation is done when its method returns. Several threads may share an
 * operation; it is cut by its shape alone, so that results do not depend on their number.
 */
public final class CpuBackend implements Backend {
  /** Rows of a part of a loss, which are summed one after another. */
  private static final int LOSS_ROWS = 32;

  /** Elements from which a kernel of rows is worth sharing. */
  private static final int SHARED = 1 << 14;

  private final Team team;
  private final SharedProducts products;
  private final AttentionKernels[] attention;

  /** One thread: the caller's. */
  public CpuBackend() {
    this(1);
  }

  /**
   * A queue whose operations are shared.
   *
   * @param threads at least 1, the caller's included
   */
  public CpuBackend(int threads) {
    this(threads, ElementType.BFLOAT16);
  }

  /**
   * A queue whose operations are shared.
   *
   * @param threads at least 1, the caller's included
   * @param operands what products with bfloat16 weights take: bfloat16, the other operand rounded
   *     to it, on processors with instructions for that; or float32, the weights widened, so that
   *     nothing is rounded
   */
  public CpuBackend(int threads, ElementType operands) {
    team = new Team(threads);
    products = new SharedProducts(team, operands);
    attention = new AttentionKernels[threads];
    for (int member = 0; member < threads; member++) {
      attention[member] = new AttentionKernels(products.of(member));
    }
  }

  /**
   * The instructions that products use on this processor, by oneDNN's name for them: processors
   * that differ in it may differ in the last bits. The environment's {@code ONEDNN_MAX_CPU_ISA}
   * bounds it.
   */
  public static String instructionSet() {
    return InstructionSet.name();
  }

  /** Whether {@link #pack} has an effect on weights of a type, on this processor. */
  public static boolean packs(ElementType type) {
    return PackedWeights.takes(type);
  }

  /** Runs a kernel whose rows do not depend on each other. */
  private void rows(int rows, int columns, RowRange kernel) {
    if (team.size() == 1 || (long) rows * columns < SHARED) {
      kernel.run(0, rows);
      return;
    }
    int size = (rows + 2 * team.size() - 1) / (2 * team.size());
    team.run(
        (rows + size - 1) / size,
        (member, part) -> kernel.run(part * size, Math.min(rows, (part + 1) * size)));
  }

  private interface RowRange {
    void run(int from, int to);
  }

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
  public Storage quantize(ElementSource source, int rows, int columns, ElementType type) {
    return switch (type) {
      case INT8 -> Int8Storage.quantize(source, rows, columns);
      case NF4 -> Nf4Storage.quantize(source, rows, columns);
      case FP8_E4M3 -> Fp8Storage.quantize(source, rows, columns);
      case FLOAT32, BFLOAT16 ->
          throw new IllegalArgumentException("Cannot quantise to " + type + ": allocate and write");
    };
  }

  @Override
  public Storage float8(ByteBuffer codes, float[] scales, int rows, int columns) {
    return Fp8Storage.of(codes, scales, rows, columns);
  }

  @Override
  public void pack(Storage weight) {
    if (weight instanceof CpuStorage storage
        && PackedWeights.takes(storage.type())
        && (storage.type() == ElementType.FLOAT32 || products.of(0).narrows())) {
      storage.pack();
    }
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
    if (source.storage() instanceof QuantizedStorage quantized) {
      quantized.read(source, values);
      return;
    }
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
  public ElementType operandType(int rows, Tensor weight) {
    boolean narrow =
        products.of(0).narrows()
            && weight.type() == ElementType.BFLOAT16
            && !NarrowRow.takes(rows, weight);
    return narrow ? ElementType.BFLOAT16 : ElementType.FLOAT32;
  }

  @Override
  public void narrow(Tensor x, float factor, Tensor y) {
    rows(
        y.rows(),
        y.columns(),
        (from, to) -> RowKernels.narrow(x.rows(from, to), factor, y.rows(from, to)));
  }

  @Override
  public void copy(Tensor x, Tensor y) {
    rows(y.rows(), y.columns(), (from, to) -> RowKernels.copy(x.rows(from, to), y.rows(from, to)));
  }

  @Override
  public void add(Tensor x, Tensor y) {
    rows(y.rows(), y.columns(), (from, to) -> RowKernels.add(x.rows(from, to), y.rows(from, to)));
  }

  @Override
  public void zero(Tensor x) {
    RowKernels.zero(x);
  }

  @Override
  public void addRow(Tensor row, Tensor x) {
    rows(x.rows(), x.columns(), (from, to) -> RowKernels.addRow(row, x.rows(from, to)));
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
    Tensor rows = x.rows(0, count);
    RowKernels.scale(rows, factors, rows);
  }

  @Override
  public void rowDots(Tensor x, Tensor y, int[] rows, int count, float[] dots) {
    for (int i = 0; i < count; i++) {
      dots[i] = RowKernels.dot(x, i, y, rows[i]);
    }
  }

  @Override
  public void scaleColumns(Tensor row, Tensor x) {
    ColumnKernels.scale(row, x);
  }

  @Override
  public void addColumnDots(Tensor x, Tensor y, Tensor row) {
    ColumnKernels.addDots(x, y, row);
  }

  @Override
  public void dropout(Tensor x, double share, long key, boolean accumulate, Tensor y) {
    DropoutKernel.compute(x, share, key, accumulate, y);
  }

  @Override
  public void rmsNorm(Tensor x, Tensor weight, double epsilon, Tensor y, Tensor inverse) {
    rows(
        x.rows(),
        x.columns(),
        (from, to) ->
            NormKernels.forward(
                x.rows(from, to),
                weight,
                epsilon,
                y.rows(from, to),
                inverse == null ? null : inverse.rows(from, to)));
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
    if (dWeight != null) { // a sum over all rows
      NormKernels.backward(dy, x, weight, inverse, dx, accumulate, dWeight);
      return;
    }
    rows(
        x.rows(),
        x.columns(),
        (from, to) ->
            NormKernels.backward(
                dy.rows(from, to),
                x.rows(from, to),
                weight,
                inverse.rows(from, to),
                dx.rows(from, to),
                accumulate,
                null));
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
    rows(
        y.rows(),
        y.columns(),
        (from, to) ->
            GateKernels.forward(gate.rows(from, to), up.rows(from, to), y.rows(from, to)));
  }

  @Override
  public void gatedSiluBackward(Tensor dy, Tensor gate, Tensor up, Tensor dGate, Tensor dUp) {
    rows(
        dy.rows(),
        dy.columns(),
        (from, to) ->
            GateKernels.backward(
                dy.rows(from, to),
                gate.rows(from, to),
                up.rows(from, to),
                dGate.rows(from, to),
                dUp.rows(from, to)));
  }

  @Override
  public void attention(
      AttentionShape shape, Tensor q, Tensor k, Tensor v, Tensor output, Tensor statistics) {
    attention(
        shape,
        q.rows(),
        (member, group) -> attention[member].forward(shape, group, q, k, v, output, statistics));
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
    RowKernels.zero(dk);
    RowKernels.zero(dv);
    attention(
        shape,
        q.rows(),
        (member, group) ->
            attention[member].backward(
                shape, group, q, k, v, output, statistics, dOutput, dq, dk, dv));
  }

  /** Heads that share keys and values are one part: the gradients of those are their sums. */
  private void attention(AttentionShape shape, int rows, Team.Part group) {
    if (rows == 1) { // a token in generation: not worth sharing
      for (int i = 0; i < shape.kvHeads(); i++) {
        group.run(0, i);
      }
    } else {
      team.run(shape.kvHeads(), group);
    }
  }

  @Override
  public CrossEntropy crossEntropy(Tensor logits, int[] labels, int first, boolean withGradient) {
    int parts = (logits.rows() + LOSS_ROWS - 1) / LOSS_ROWS;
    CrossEntropy[] losses = new CrossEntropy[parts];
    team.run(
        parts,
        (member, part) -> {
          int from = part * LOSS_ROWS;
          Tensor rows = logits.rows(from, Math.min(logits.rows(), from + LOSS_ROWS));
          losses[part] = CrossEntropyKernel.compute(rows, labels, first + from, withGradient);
        });
    double loss = 0;
    int correct = 0;
    for (CrossEntropy part : losses) {
      loss += part.loss();
      correct += part.correct();
    }
    return new CrossEntropy(loss, correct);
  }

  @Override
  public void close() {
    team.close();
    for (AttentionKernels kernels : attention) {
      kernels.close();
    }
    products.close();
  }
}
