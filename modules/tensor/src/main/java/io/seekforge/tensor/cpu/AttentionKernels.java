package io.seekforge.tensor.cpu;

import io.seekforge.tensor.AttentionShape;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;
import java.nio.ByteBuffer;

/**
 * Causal attention of one document, head by head, on blocks of query rows: memory grows with the
 * block times the keys, never with the square of the length.
 */
final class AttentionKernels implements AutoCloseable {
  /** Query rows of a block. */
  private static final int BLOCK = 64;

  /** Query rows after a past from which rounding to bfloat16 is worth its filling up to blocks. */
  private static final int LEAST_ROWS = 16;

  private final Products products;
  private final Bfloat16Attention narrow;
  private final Scratch scoreBlock = new Scratch(ElementType.FLOAT32);
  private final Scratch gradientBlock = new Scratch(ElementType.FLOAT32);
  private final float[] maxima = new float[BLOCK];
  private final float[] inverses = new float[BLOCK];
  private final float[] deltas = new float[BLOCK];

  AttentionKernels(Products products) {
    this.products = products;
    this.narrow = new Bfloat16Attention(products);
  }

  private boolean narrows(AttentionShape shape, Tensor q, Tensor k) {
    if (q.type() == ElementType.BFLOAT16) {
      return true;
    }
    boolean many = q.rows() >= LEAST_ROWS || q.rows() > 1 && q.rows() == k.rows();
    return many && shape.operands() == ElementType.BFLOAT16 && products.narrows();
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
    if (narrows(shape, q, k)) {
      narrow.forward(shape, group, q, k, v, out, statistics);
      return;
    }
    int past = k.rows() - q.rows();
    int shared = shape.heads() / shape.kvHeads();
    for (int head = group * shared; head < (group + 1) * shared; head++) {
      Tensor heads = head(q, head, shape.qkDim());
      Tensor keys = head(k, group, shape.qkDim());
      Tensor values = head(v, group, shape.vDim());
      Tensor outputs = head(out, head, shape.vDim());
      for (int from = 0; from < q.rows(); from += BLOCK) {
        int to = Math.min(q.rows(), from + BLOCK);
        int seen = past + to;
        Tensor scores = block(scoreBlock, to - from, seen);
        Tensor sums = outputs.rows(from, to);
        products.multiply(
            heads.rows(from, to), false, keys.rows(0, seen), true, shape.scale(), 0, scores);
        CausalSoftmax.maxima(scores, to - from, past + from, maxima);
        CausalSoftmax.exponents(scores, to - from, past + from, maxima, inverses);
        products.multiply(scores, false, values.rows(0, seen), false, 1, 0, sums);
        RowKernels.scale(sums, inverses, sums);
        if (statistics != null) {
          keep(maxima, inverses, head, statistics.rows(from, to));
        }
      }
    }
  }

  /** Keeps the maximum and 1 / sum of each row for the backward. */
  static void keep(float[] maxima, float[] inverses, int head, Tensor statistics) {
    ByteBuffer bytes = CpuStorage.bytes(statistics);
    for (int row = 0; row < statistics.rows(); row++) {
      int at = RowKernels.at(statistics, row) + 8 * head;
      bytes.putFloat(at, maxima[row]);
      bytes.putFloat(at + 4, inverses[row]);
    }
  }

  /** Reads what was kept. */
  static void recall(Tensor statistics, int head, float[] maxima, float[] inverses) {
    ByteBuffer bytes = CpuStorage.bytes(statistics);
    for (int row = 0; row < statistics.rows(); row++) {
      int at = RowKernels.at(statistics, row) + 8 * head;
      maxima[row] = bytes.getFloat(at);
      inverses[row] = bytes.getFloat(at + 4);
    }
  }

  /** Rows that reach as far as {@link CausalSoftmax} writes. */
  private static Tensor block(Scratch scratch, int rows, int columns) {
    return scratch.matrix(rows, CausalSoftmax.whole(columns)).columns(0, columns);
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
    if (narrows(shape, q, k)) {
      narrow.backward(shape, group, q, k, v, out, statistics, dOut, dq, dk, dv);
      return;
    }
    int shared = shape.heads() / shape.kvHeads();
    for (int head = group * shared; head < (group + 1) * shared; head++) {
      Tensor keys = head(k, group, shape.qkDim());
      Tensor values = head(v, group, shape.vDim());
      Tensor dKeys = head(dk, group, shape.qkDim());
      Tensor dValues = head(dv, group, shape.vDim());
      for (int from = 0; from < q.rows(); from += BLOCK) {
        int to = Math.min(q.rows(), from + BLOCK);
        Tensor queries = head(q, head, shape.qkDim()).rows(from, to);
        Tensor dOutputs = head(dOut, head, shape.vDim()).rows(from, to);
        Tensor outputs = head(out, head, shape.vDim()).rows(from, to);
        Tensor p = block(scoreBlock, to - from, to);
        Tensor dp = block(gradientBlock, to - from, to);
        products.multiply(queries, false, keys.rows(0, to), true, shape.scale(), 0, p);
        products.multiply(dOutputs, false, values.rows(0, to), true, 1, 0, dp);
        recall(statistics.rows(from, to), head, maxima, inverses);
        RowKernels.dots(outputs, dOutputs, deltas);
        CausalSoftmax.gradients(p, dp, to - from, from, maxima, inverses, deltas);
        products.multiply(p, true, dOutputs, false, 1, 1, dValues.rows(0, to));
        Tensor dQueries = head(dq, head, shape.qkDim()).rows(from, to);
        products.multiply(dp, false, keys.rows(0, to), false, shape.scale(), 0, dQueries);
        products.multiply(dp, true, queries, false, shape.scale(), 1, dKeys.rows(0, to));
      }
    }
  }

  /** The columns of a head. */
  static Tensor head(Tensor x, int head, int size) {
    return x.columns(head * size, (head + 1) * size);
  }

  @Override
  public void close() {
    scoreBlock.close();
    gradientBlock.close();
    narrow.close();
  }
}
