package io.seekforge.tensor.cpu;

import io.seekforge.tensor.AttentionShape;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.stream.Stream;

/**
 * Causal attention of one document, head by head, on blocks of query rows: memory grows with the
 * block times the keys, never with the square of the length.
 *
 * <p>What products read often is brought together first: the rows of a head lie a multiple of 4 KiB
 * apart in many models, where they push each other out of the first-level cache (with AVX2 and 16
 * heads of 128, 2,048 rows: less than half the time).
 */
final class AttentionKernels implements AutoCloseable {
  /** Query rows of a block. */
  private static final int BLOCK = 64;

  /** Query rows from which copies are worth it: of the rows, or filled up to blocks in bfloat16. */
  private static final int LEAST_ROWS = 16;

  private final Products products;
  private final Bfloat16Attention narrow;
  private final Scratch keyRows = new Scratch(ElementType.FLOAT32);
  private final Scratch valueRows = new Scratch(ElementType.FLOAT32);
  private final Scratch queryRows = new Scratch(ElementType.FLOAT32);
  private final Scratch dOutputRows = new Scratch(ElementType.FLOAT32);
  private final Scratch resultRows = new Scratch(ElementType.FLOAT32);
  private final Scratch dKeyRows = new Scratch(ElementType.FLOAT32);
  private final Scratch dValueRows = new Scratch(ElementType.FLOAT32);
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
    boolean few = q.rows() < LEAST_ROWS;
    Tensor keys = together(head(k, group, shape.qkDim()), few, keyRows);
    Tensor values = together(head(v, group, shape.vDim()), few, valueRows);
    for (int head = group * shared; head < (group + 1) * shared; head++) {
      for (int from = 0; from < q.rows(); from += BLOCK) {
        int to = Math.min(q.rows(), from + BLOCK);
        int seen = past + to;
        Tensor queries = head(q, head, shape.qkDim()).rows(from, to);
        Tensor outputs = head(out, head, shape.vDim()).rows(from, to);
        Tensor block = together(queries, few, queryRows);
        Tensor scores = block(scoreBlock, to - from, seen);
        Tensor sums = few ? outputs : resultRows.matrix(to - from, shape.vDim());
        products.multiply(block, false, keys.rows(0, seen), true, shape.scale(), 0, scores);
        CausalSoftmax.maxima(scores, to - from, past + from, maxima);
        CausalSoftmax.exponents(scores, to - from, past + from, maxima, inverses);
        products.multiply(scores, false, values.rows(0, seen), false, 1, 0, sums);
        RowKernels.scale(sums, inverses, outputs);
        if (statistics != null) {
          keep(maxima, inverses, head, statistics.rows(from, to));
        }
      }
    }
  }

  /** A copy whose rows lie one after the other; the matrix itself if it is read too seldom. */
  private static Tensor together(Tensor x, boolean seldom, Scratch scratch) {
    if (seldom) {
      return x;
    }
    Tensor y = scratch.matrix(x.rows(), x.columns());
    RowKernels.copy(x, y);
    return y;
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
    Tensor keys = together(head(k, group, shape.qkDim()), false, keyRows);
    Tensor values = together(head(v, group, shape.vDim()), false, valueRows);
    Tensor dKeys = dKeyRows.matrix(k.rows(), shape.qkDim());
    Tensor dValues = dValueRows.matrix(k.rows(), shape.vDim());
    RowKernels.zero(dKeys);
    RowKernels.zero(dValues);
    for (int head = group * shared; head < (group + 1) * shared; head++) {
      for (int from = 0; from < q.rows(); from += BLOCK) {
        int to = Math.min(q.rows(), from + BLOCK);
        Tensor queries = together(head(q, head, shape.qkDim()).rows(from, to), false, queryRows);
        Tensor dOutputs =
            together(head(dOut, head, shape.vDim()).rows(from, to), false, dOutputRows);
        Tensor outputs = head(out, head, shape.vDim()).rows(from, to);
        Tensor p = block(scoreBlock, to - from, to);
        Tensor dp = block(gradientBlock, to - from, to);
        products.multiply(queries, false, keys.rows(0, to), true, shape.scale(), 0, p);
        products.multiply(dOutputs, false, values.rows(0, to), true, 1, 0, dp);
        recall(statistics.rows(from, to), head, maxima, inverses);
        RowKernels.dots(outputs, dOutputs, deltas);
        CausalSoftmax.gradients(p, dp, to - from, from, maxima, inverses, deltas);
        products.multiply(p, true, dOutputs, false, 1, 1, dValues.rows(0, to));
        Tensor dQueries = resultRows.matrix(to - from, shape.qkDim());
        products.multiply(dp, false, keys.rows(0, to), false, shape.scale(), 0, dQueries);
        products.multiply(dp, true, queries, false, shape.scale(), 1, dKeys.rows(0, to));
        RowKernels.copy(dQueries, head(dq, head, shape.qkDim()).rows(from, to));
      }
    }
    RowKernels.add(dKeys, head(dk, group, shape.qkDim()));
    RowKernels.add(dValues, head(dv, group, shape.vDim()));
  }

  /** The columns of a head. */
  static Tensor head(Tensor x, int head, int size) {
    return x.columns(head * size, (head + 1) * size);
  }

  @Override
  public void close() {
    Stream.of(
            keyRows,
            valueRows,
            queryRows,
            dOutputRows,
            resultRows,
            dKeyRows,
            dValueRows,
            scoreBlock,
            gradientBlock)
        .forEach(Scratch::close);
    narrow.close();
  }
}
