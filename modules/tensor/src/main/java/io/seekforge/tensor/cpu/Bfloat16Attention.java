package io.seekforge.tensor.cpu;

import io.seekforge.tensor.AttentionShape;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.Stream;

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
  private final Scratch gradients = new Scratch(ElementType.FLOAT32);
  private final Scratch probabilities = new Scratch(ElementType.BFLOAT16);
  private final Scratch scoreGradients = new Scratch(ElementType.BFLOAT16);
  private final Scratch result = new Scratch(ElementType.FLOAT32);
  private final Scratch dKeys = new Scratch(ElementType.FLOAT32);
  private final Scratch dValues = new Scratch(ElementType.FLOAT32);
  private final float[] maxima = new float[BLOCK];
  private final float[] inverses = new float[BLOCK];
  private final float[] deltas = new float[BLOCK];
  private final float[] scales = new float[BLOCK];

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
        Tensor block = queries(shape, q, head, from, to);
        Tensor s = scores.matrix(BLOCK, seen);
        Tensor p = probabilities.matrix(BLOCK, seen);
        Tensor outputs = result.matrix(BLOCK, shape.vDim());
        products.multiply(block, false, allKeys.rows(0, seen), true, 1, 0, s);
        Tensor target = AttentionKernels.head(out, head, shape.vDim()).rows(from, to);
        CausalSoftmax.maxima(s, to - from, past + from, maxima);
        CausalSoftmax.narrowExponents(s, to - from, past + from, maxima, inverses, p);
        products.multiply(p, false, allValues.rows(0, seen), false, 1, 0, outputs);
        RowKernels.scale(outputs, inverses, target);
        if (statistics != null) {
          AttentionKernels.keep(maxima, inverses, head, statistics.rows(from, to));
        }
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
        Tensor block = queries(shape, q, head, from, to);
        Tensor dBlock = block(dOutput, 1, dOutputs);
        Tensor s = scores.matrix(BLOCK, seen);
        Tensor dp = gradients.matrix(BLOCK, seen);
        Tensor p = probabilities.matrix(BLOCK, seen);
        Tensor ds = scoreGradients.matrix(BLOCK, seen);
        products.multiply(block, false, allKeys.rows(0, seen), true, 1, 0, s);
        AttentionKernels.recall(statistics.rows(from, to), head, maxima, inverses);
        CausalSoftmax.narrowProbabilities(s, rows, from, maxima, inverses, p);
        products.multiply(p, true, dBlock, false, 1, 1, valueGradients.rows(0, seen));
        products.multiply(dBlock, false, allValues.rows(0, seen), true, 1, 0, dp);
        RowKernels.dots(
            AttentionKernels.head(out, head, shape.vDim()).rows(from, to), dOutput, deltas);
        CausalSoftmax.narrowGradients(s, dp, rows, from, deltas, ds);
        Tensor dQueries = result.matrix(BLOCK, shape.qkDim());
        products.multiply(ds, false, allKeys.rows(0, seen), false, 1, 0, dQueries);
        products.multiply(ds, true, block, false, 1, 1, keyGradients.rows(0, seen));
        Tensor target = AttentionKernels.head(dq, head, shape.qkDim()).rows(from, to);
        Arrays.fill(scales, 0, rows, shape.scale());
        RowKernels.scale(dQueries, scales, target);
      }
    }
    RowKernels.add(keyGradients.rows(0, k.rows()), AttentionKernels.head(dk, group, shape.qkDim()));
    RowKernels.add(
        valueGradients.rows(0, k.rows()), AttentionKernels.head(dv, group, shape.vDim()));
  }

  private static int step(int keys) {
    int blocks = up(keys, BLOCK) / BLOCK;
    return BLOCK * ((blocks + LENGTHS - 1) / LENGTHS);
  }

  private static int up(int count, int step) {
    return (count + step - 1) / step * step;
  }

  /** Times the scale. */
  private Tensor queries(AttentionShape shape, Tensor q, int head, int from, int to) {
    Tensor x = AttentionKernels.head(q, head, shape.qkDim()).rows(from, to);
    return block(x, shape.scale(), queries);
  }

  /**
   * A block of rows in bfloat16, with rows of zeros below if it is not full.
   *
   * @param factor on rows of float32
   */
  private static Tensor block(Tensor x, float factor, Scratch scratch) {
    boolean given = x.type() == ElementType.BFLOAT16;
    return given && x.rows() == BLOCK ? x : narrow(x, given ? 1 : factor, scratch, BLOCK);
  }

  /** x · factor in bfloat16, with rows of zeros below; bfloat16 has the factor 1. */
  private static Tensor narrow(Tensor x, float factor, Scratch scratch, int rows) {
    Tensor y = scratch.matrix(rows, x.columns());
    if (x.type() == ElementType.BFLOAT16) {
      RowKernels.copy(x, y.rows(0, x.rows()));
    } else {
      RowKernels.narrow(x, factor, y.rows(0, x.rows()));
    }
    clear(y, x.rows());
    return y;
  }

  /** Zeros in the rows from {@code row} on. */
  private static void clear(Tensor y, int row) {
    for (int i = row; i < y.rows(); i++) {
      Bfloat16.zero(CpuStorage.bytes(y), RowKernels.at(y, i), y.columns());
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
            gradients,
            probabilities,
            scoreGradients,
            result,
            dKeys,
            dValues)
        .forEach(Scratch::close);
  }
}
