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

  /** Query rows from which rounding to bfloat16 is worth its filling up to blocks. */
  private static final int LEAST_ROWS = 16;

  private final Products products;
  private final Bfloat16Attention narrow;
  private final Scratch scoreBlock = new Scratch(ElementType.FLOAT32);
  private final Scratch gradientBlock = new Scratch(ElementType.FLOAT32);

  AttentionKernels(Products products) {
    this.products = products;
    this.narrow = new Bfloat16Attention(products);
  }

  private static boolean narrows(AttentionShape shape, Tensor q) {
    return shape.operands() == ElementType.BFLOAT16 && Products.BFLOAT16 && q.rows() >= LEAST_ROWS;
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
    if (narrows(shape, q)) {
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
        Tensor scores = scoreBlock.matrix(to - from, seen);
        products.multiply(
            heads.rows(from, to), false, keys.rows(0, seen), true, shape.scale(), 0, scores);
        softmax(scores, past + from, head, statistics == null ? null : statistics.rows(from, to));
        products.multiply(scores, false, values.rows(0, seen), false, 1, 0, outputs.rows(from, to));
      }
    }
  }

  /** Softmax of row i over its first {@code first + i + 1} scores; the rest becomes 0. */
  private static void softmax(Tensor scores, int first, int head, Tensor statistics) {
    ByteBuffer bytes = CpuStorage.bytes(scores);
    for (int row = 0; row < scores.rows(); row++) {
      int at = RowKernels.at(scores, row);
      int seen = first + row + 1;
      float max = SoftmaxKernels.max(bytes, at, seen);
      float inverse = 1f / SoftmaxKernels.expSum(bytes, at, seen, max);
      SoftmaxKernels.scale(bytes, at, seen, inverse);
      SoftmaxKernels.clear(bytes, at, seen, scores.columns());
      if (statistics != null) {
        int s = RowKernels.at(statistics, row) + 8 * head;
        CpuStorage.bytes(statistics).putFloat(s, max);
        CpuStorage.bytes(statistics).putFloat(s + 4, inverse);
      }
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
    if (narrows(shape, q)) {
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
        Tensor p = scoreBlock.matrix(to - from, to);
        Tensor dp = gradientBlock.matrix(to - from, to);
        products.multiply(queries, false, keys.rows(0, to), true, shape.scale(), 0, p);
        probabilities(p, from, head, statistics.rows(from, to));
        products.multiply(p, true, dOutputs, false, 1, 1, dValues.rows(0, to));
        products.multiply(dOutputs, false, values.rows(0, to), true, 1, 0, dp);
        scoreGradient(p, dp, outputs, dOutputs, from, shape.scale());
        products.multiply(
            dp, false, keys.rows(0, to), false, 1, 0, head(dq, head, shape.qkDim()).rows(from, to));
        products.multiply(dp, true, queries, false, 1, 1, dKeys.rows(0, to));
      }
    }
  }

  private static void probabilities(Tensor scores, int first, int head, Tensor statistics) {
    ByteBuffer bytes = CpuStorage.bytes(scores);
    ByteBuffer kept = CpuStorage.bytes(statistics);
    for (int row = 0; row < scores.rows(); row++) {
      int at = RowKernels.at(scores, row);
      int seen = first + row + 1;
      int s = RowKernels.at(statistics, row) + 8 * head;
      SoftmaxKernels.probabilities(bytes, at, seen, kept.getFloat(s), kept.getFloat(s + 4));
      SoftmaxKernels.clear(bytes, at, seen, scores.columns());
    }
  }

  private static void scoreGradient(
      Tensor p, Tensor dp, Tensor out, Tensor dOut, int first, float scale) {
    ByteBuffer probabilities = CpuStorage.bytes(p);
    ByteBuffer gradients = CpuStorage.bytes(dp);
    for (int row = 0; row < p.rows(); row++) {
      float delta = RowKernels.dot(out, row, dOut, row);
      int a = RowKernels.at(p, row);
      int b = RowKernels.at(dp, row);
      int seen = first + row + 1;
      SoftmaxKernels.scoreGradient(probabilities, a, gradients, b, seen, delta, scale);
      SoftmaxKernels.clear(gradients, b, seen, p.columns());
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
