package io.seekforge.tensor.cpu;

import io.seekforge.tensor.AttentionShape;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;

/**
 * Causal attention as in {@link AttentionKernels} whose products take bfloat16: queries, keys,
 * values, probabilities and the gradients of outputs and scores are rounded, sums are float32, as
 * in torch's attention of bfloat16 tensors.
 *
 * <p>Documents are filled with zeros to whole blocks: each shape of a product costs a kernel, and
 * so lengths of documents do not make new ones.
 */
final class Bfloat16Attention implements AutoCloseable {
  /** Query rows of a block. */
  private static final int BLOCK = 64;

  /** Numbers of keys that the blocks of a long document are rounded up to. */
  private static final int LENGTHS = 16;

  private final Products products;
  private final Scratch keys = new Scratch(ElementType.BFLOAT16);
  private final Scratch values = new Scratch(ElementType.BFLOAT16);
  private final Scratch queries = new Scratch(ElementType.BFLOAT16);
  private final Scratch dOutputs = new Scratch(ElementType.BFLOAT16);
  private final Scratch scores = new Scratch(ElementType.FLOAT32);
  private final Scratch narrowScores = new Scratch(ElementType.BFLOAT16);
  private final Scratch gradients = new Scratch(ElementType.FLOAT32);
  private final Scratch result = new Scratch(ElementType.FLOAT32);
  private final Scratch dKeys = new Scratch(ElementType.FLOAT32);
  private final Scratch dValues = new Scratch(ElementType.FLOAT32);

  Bfloat16Attention(Products products) {
    this.products = products;
  }

  /** The heads that share the keys and values {@code group}. */
  void forward(
      AttentionShape shape,
      int group,
      Tensor q,
      Tensor k,
      Tensor v,
      Tensor out,
      Tensor statistics) {
    int past = k.rows() - q.rows();
    int step = step(k.rows());
    Tensor allKeys =
        narrow(AttentionKernels.head(k, group, shape.qkDim()), 1, keys, up(k.rows(), step));
    Tensor allValues =
        narrow(AttentionKernels.head(v, group, shape.vDim()), 1, values, up(k.rows(), step));
    int shared = shape.heads() / shape.kvHeads();
    for (int head = group * shared; head < (group + 1) * shared; head++) {
      for (int from = 0; from < q.rows(); from += BLOCK) {
        int to = Math.min(q.rows(), from + BLOCK);
        int seen = up(past + to, step);
        Tensor block = AttentionKernels.head(q, head, shape.qkDim()).rows(from, to);
        Tensor s = scores.matrix(BLOCK, seen);
        Tensor p = narrowScores.matrix(BLOCK, seen);
        Tensor outputs = result.matrix(BLOCK, shape.vDim());
        products.multiply(
            narrow(block, shape.scale(), queries, BLOCK),
            false,
            allKeys.rows(0, seen),
            true,
            1,
            0,
            s);
        Tensor target = AttentionKernels.head(out, head, shape.vDim()).rows(from, to);
        float[] inverse = exponents(s, p, to - from, past + from);
        products.multiply(p, false, allValues.rows(0, seen), false, 1, 0, outputs);
        for (int row = 0; row < to - from; row++) {
          scaled(outputs, row, inverse[2 * row + 1], target, row);
        }
        keep(inverse, to - from, head, statistics == null ? null : statistics.rows(from, to));
      }
    }
  }

  /** p ← exp(s − max), in bfloat16; returns the maximum and 1 / sum of each row. */
  private static float[] exponents(Tensor s, Tensor p, int rows, int first) {
    ByteBuffer bytes = CpuStorage.bytes(s);
    float[] found = new float[2 * rows];
    for (int row = 0; row < rows; row++) {
      int at = RowKernels.at(s, row);
      int seen = first + row + 1;
      float max = SoftmaxKernels.max(bytes, at, seen);
      found[2 * row] = max;
      found[2 * row + 1] = 1f / SoftmaxKernels.expSum(bytes, at, seen, max);
      narrowRow(s, row, seen, p);
    }
    clear(p, rows);
    return found;
  }

  private static void keep(float[] found, int rows, int head, Tensor statistics) {
    if (statistics == null) {
      return;
    }
    for (int row = 0; row < rows; row++) {
      int at = RowKernels.at(statistics, row) + 8 * head;
      CpuStorage.bytes(statistics).putFloat(at, found[2 * row]);
      CpuStorage.bytes(statistics).putFloat(at + 4, found[2 * row + 1]);
    }
  }

  /** The same heads; their gradients of keys and values are added. */
  void backward(
      AttentionShape shape,
      int group,
      Tensor q,
      Tensor k,
      Tensor v,
      Tensor out,
      Tensor statistics,
      Tensor dOut,
      Tensor dq,
      Tensor dk,
      Tensor dv) {
    int step = step(k.rows());
    int length = up(k.rows(), step);
    Tensor allKeys = narrow(AttentionKernels.head(k, group, shape.qkDim()), 1, keys, length);
    Tensor allValues = narrow(AttentionKernels.head(v, group, shape.vDim()), 1, values, length);
    Tensor keyGradients = dKeys.matrix(length, shape.qkDim());
    Tensor valueGradients = dValues.matrix(length, shape.vDim());
    RowKernels.zero(keyGradients);
    RowKernels.zero(valueGradients);
    int shared = shape.heads() / shape.kvHeads();
    for (int head = group * shared; head < (group + 1) * shared; head++) {
      for (int from = 0; from < q.rows(); from += BLOCK) {
        int to = Math.min(q.rows(), from + BLOCK);
        int rows = to - from;
        int seen = up(to, step);
        Tensor dOutput = AttentionKernels.head(dOut, head, shape.vDim()).rows(from, to);
        // The scale goes with the queries, so that scores and their gradients need none.
        Tensor block =
            narrow(
                AttentionKernels.head(q, head, shape.qkDim()).rows(from, to),
                shape.scale(),
                queries,
                BLOCK);
        Tensor dBlock = narrow(dOutput, 1, dOutputs, BLOCK);
        Tensor p = scores.matrix(BLOCK, seen);
        Tensor narrow = narrowScores.matrix(BLOCK, seen);
        Tensor dp = gradients.matrix(BLOCK, seen);
        products.multiply(block, false, allKeys.rows(0, seen), true, 1, 0, p);
        probabilities(p, narrow, rows, from, head, statistics.rows(from, to));
        products.multiply(narrow, true, dBlock, false, 1, 1, valueGradients.rows(0, seen));
        products.multiply(dBlock, false, allValues.rows(0, seen), true, 1, 0, dp);
        Tensor output = AttentionKernels.head(out, head, shape.vDim()).rows(from, to);
        scoreGradient(p, dp, output, dOutput, from, narrow);
        Tensor dQueries = result.matrix(BLOCK, shape.qkDim());
        products.multiply(narrow, false, allKeys.rows(0, seen), false, 1, 0, dQueries);
        products.multiply(narrow, true, block, false, 1, 1, keyGradients.rows(0, seen));
        Tensor target = AttentionKernels.head(dq, head, shape.qkDim()).rows(from, to);
        for (int row = 0; row < rows; row++) {
          scaled(dQueries, row, shape.scale(), target, row);
        }
      }
    }
    RowKernels.add(keyGradients.rows(0, k.rows()), AttentionKernels.head(dk, group, shape.qkDim()));
    RowKernels.add(
        valueGradients.rows(0, k.rows()), AttentionKernels.head(dv, group, shape.vDim()));
  }

  private static void probabilities(
      Tensor scores, Tensor narrow, int rows, int first, int head, Tensor statistics) {
    ByteBuffer bytes = CpuStorage.bytes(scores);
    ByteBuffer kept = CpuStorage.bytes(statistics);
    for (int row = 0; row < rows; row++) {
      int seen = first + row + 1;
      int s = RowKernels.at(statistics, row) + 8 * head;
      SoftmaxKernels.probabilities(
          bytes, RowKernels.at(scores, row), seen, kept.getFloat(s), kept.getFloat(s + 4));
      narrowRow(scores, row, seen, narrow);
    }
    clear(narrow, rows);
  }

  /** The gradient of the scaled scores, in bfloat16. */
  private static void scoreGradient(
      Tensor p, Tensor dp, Tensor out, Tensor dOut, int first, Tensor narrow) {
    for (int row = 0; row < out.rows(); row++) {
      int seen = first + row + 1;
      SoftmaxKernels.scoreGradient(
          CpuStorage.bytes(p),
          RowKernels.at(p, row),
          CpuStorage.bytes(dp),
          RowKernels.at(dp, row),
          seen,
          RowKernels.dot(out, row, dOut, row),
          1);
      narrowRow(dp, row, seen, narrow);
    }
    clear(narrow, out.rows());
  }

  private static int step(int keys) {
    int blocks = up(keys, BLOCK) / BLOCK;
    return BLOCK * ((blocks + LENGTHS - 1) / LENGTHS);
  }

  private static int up(int count, int step) {
    return (count + step - 1) / step * step;
  }

  /** x · factor in bfloat16, with rows of zeros below. */
  private static Tensor narrow(Tensor x, float factor, Scratch scratch, int rows) {
    Tensor y = scratch.matrix(rows, x.columns());
    RowKernels.narrow(x, factor, y.rows(0, x.rows()));
    clear(y, x.rows());
    return y;
  }

  /** The first elements of a row in bfloat16, and zeros after them. */
  private static void narrowRow(Tensor x, int row, int count, Tensor y) {
    ByteBuffer bytes = CpuStorage.bytes(y);
    int at = RowKernels.at(y, row);
    RowKernels.narrowRow(x, row, 1, y, count);
    for (int i = count; i < y.columns(); i++) {
      bytes.putShort(at + 2 * i, (short) 0);
    }
  }

  /** Zeros in the rows from {@code row} on. */
  private static void clear(Tensor y, int row) {
    for (int i = row; i < y.rows(); i++) {
      int at = RowKernels.at(y, i);
      for (int column = 0; column < y.columns(); column++) {
        CpuStorage.bytes(y).putShort(at + 2 * column, (short) 0);
      }
    }
  }

  private static void scaled(Tensor x, int row, float factor, Tensor y, int target) {
    ByteBuffer source = CpuStorage.bytes(x);
    ByteBuffer bytes = CpuStorage.bytes(y);
    int a = RowKernels.at(x, row);
    int b = RowKernels.at(y, target);
    FloatVector factors = Lanes.all(factor);
    int i = 0;
    for (; i + Lanes.COUNT <= y.columns(); i += Lanes.COUNT) {
      Lanes.store(Lanes.load(source, a + 4 * i).mul(factors), bytes, b + 4 * i);
    }
    for (; i < y.columns(); i++) {
      bytes.putFloat(b + 4 * i, source.getFloat(a + 4 * i) * factor);
    }
  }

  @Override
  public void close() {
    Stream.of(
            keys,
            values,
            queries,
            dOutputs,
            scores,
            narrowScores,
            gradients,
            result,
            dKeys,
            dValues)
        .forEach(Scratch::close);
  }
}
