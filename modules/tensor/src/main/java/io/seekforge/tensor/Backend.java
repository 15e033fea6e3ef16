package io.seekforge.tensor;

import java.nio.ByteBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One thread's queue to a device: the operations that forward and backward of a decoder are made
 * of.
 *
 * <p>Not thread-safe; storages may be read by several backends of the same device. Operands are
 * float32 unless stated; a weight may be of any {@link ElementType}. No operation allocates after
 * it has seen its largest shape, and results depend on nothing but operands: same operands, same
 * bits.
 */
public interface Backend extends AutoCloseable {

  // memory

  /** New memory, zeroed. */
  Storage allocate(ElementType type, long size);

  /**
   * Elements [offset, offset + size) of a flat contiguous float32 array, without a copy where the
   * device allows: writes are seen by the array no later than {@link #finish()}.
   */
  Storage borrow(INDArray array, long offset, long size);

  /**
   * A tensor from outside. Where types agree and the device can read the buffer it is used in
   * place, so it must stay unchanged.
   *
   * @param source direct, little-endian, from position to limit
   */
  Storage weight(ByteBuffer source, ElementType sourceType, ElementType type);

  /**
   * A frozen matrix in a quantised type, made while its elements are read, a piece at a time.
   *
   * @param rows output channels
   * @param type one that is {@link ElementType#quantized()}
   * @return to be read only: by products, {@link #copy}, {@link #gather} and {@link #read}
   * @throws io.seekforge.api.SeekforgeException if an element is not finite
   */
  Storage quantize(ElementSource source, int rows, int columns, ElementType type);

  /**
   * A frozen matrix that comes as {@link ElementType#FP8_E4M3}.
   *
   * @param codes rows · columns bytes, direct, from position to limit; used in place where the
   *     device can, so they must stay unchanged
   * @param scales factor of each block of 128 × 128, row by row: [⌈rows / 128⌉ · ⌈columns / 128⌉]
   */
  Storage float8(ByteBuffer codes, float[] scales, int rows, int columns);

  /**
   * From now on products may keep copies of a frozen weight, in all at most twice its size, in the
   * orders they read it in. Must come before its first product; its elements must stay as they are.
   */
  void pack(Storage weight);

  /**
   * Copies values in, row after row from the first element on, converting to the tensor's type; as
   * many as both have.
   */
  void write(float[] values, Tensor target);

  /** Copies a tensor out, row after row. */
  void read(Tensor source, float[] values);

  /** Waits until all operations are done and borrowed arrays hold the results. */
  void finish();

  // products

  /**
   * c ← alpha · op(a) · op(b) + beta · c, op being the transpose where asked.
   *
   * @param a float32; or bfloat16, if b is bfloat16, alpha 1 and beta 0 or 1
   * @param b float32, or a frozen weight of another type, which is widened on its way
   */
  void multiply(
      Tensor a,
      boolean transposeA,
      Tensor b,
      boolean transposeB,
      float alpha,
      float beta,
      Tensor c);

  /**
   * The type in which products with a weight take their left operand. If it is bfloat16, {@link
   * #narrow} brings an operand of several products to it once; each would else round it anew.
   *
   * @param rows of the operand
   */
  ElementType operandType(int rows, Tensor weight);

  /** y ← factor · x in bfloat16, x being float32. */
  void narrow(Tensor x, float factor, Tensor y);

  // rows

  /** y ← x, converting from the type of x. */
  void copy(Tensor x, Tensor y);

  /** y ← y + x. */
  void add(Tensor x, Tensor y);

  /** x ← 0. */
  void zero(Tensor x);

  /** Adds a row [1, n] to each row of x. */
  void addRow(Tensor row, Tensor x);

  /** Adds the sum of the rows of x to row [1, n]. */
  void addColumnSums(Tensor x, Tensor row);

  /** y[i] ← x[rows[i]], converting from the type of x. */
  void gather(Tensor x, int[] rows, int count, Tensor y);

  /** y[rows[i]] ← y[rows[i]] + factors[i] · x[i], in order of i; factors null: 1. */
  void scatterAdd(Tensor x, int[] rows, int count, float[] factors, Tensor y);

  /** x[i] ← factors[i] · x[i]. */
  void scaleRows(Tensor x, float[] factors, int count);

  /** dots[i] ← x[i] · y[rows[i]]. */
  void rowDots(Tensor x, Tensor y, int[] rows, int count, float[] dots);

  /** Multiplies each row of x by a row [1, n], element by element. */
  void scaleColumns(Tensor row, Tensor x);

  /** Adds the sum over rows of x·y, element by element, to row [1, n]. */
  void addColumnDots(Tensor x, Tensor y, Tensor row);

  /**
   * y ← x, or with {@code accumulate} y ← y + x, where a share of the elements of x counts as 0 and
   * the others are divided by 1 − share (Srivastava et al. 2014): the mean over keys is x.
   *
   * <p>Which ones depends on key, row and column alone, so that the same call again drops the same:
   * with h = {@link io.seekforge.api.SplitMix#next}(key, row·⌈columns / 2⌉ + ⌊column / 2⌋), element
   * (row, column) is dropped if the low (even column) or high (odd column) 32 bits of h, unsigned,
   * are below share·2³².
   *
   * @param share in [0, 1)
   */
  void dropout(Tensor x, double share, long key, boolean accumulate, Tensor y);

  // layers

  /**
   * y ← x / √(mean(x²) + epsilon) · weight per row (Zhang and Sennrich 2019).
   *
   * @param y may be bfloat16
   * @param inverse [rows, 1], receives 1 / √(mean(x²) + epsilon); null: not kept
   */
  void rmsNorm(Tensor x, Tensor weight, double epsilon, Tensor y, Tensor inverse);

  /**
   * The gradient of {@link #rmsNorm}.
   *
   * @param dx receives, or with {@code accumulate} is added, the gradient of x
   * @param dWeight [1, n], added to; null: not wanted
   */
  void rmsNormBackward(
      Tensor dy,
      Tensor x,
      Tensor weight,
      Tensor inverse,
      Tensor dx,
      boolean accumulate,
      Tensor dWeight);

  /**
   * Rotates, in place, {@code table.dimensions()} elements of each head of each row.
   *
   * @param headSize elements from one head to the next; the first rotated one is at {@code first}
   * @param positions position of each row
   * @param inverse rotates back (the gradient)
   */
  void rotate(
      Tensor x,
      int heads,
      int headSize,
      int first,
      RotaryTable table,
      int[] positions,
      boolean inverse);

  /** y ← silu(gate) · up (Shazeer 2020, SwiGLU); y may be bfloat16. */
  void gatedSilu(Tensor gate, Tensor up, Tensor y);

  /**
   * The gradient of {@link #gatedSilu}. What gate and up held is lost.
   *
   * @param dGate dUp receive it; gate and up themselves, or both bfloat16
   */
  void gatedSiluBackward(Tensor dy, Tensor gate, Tensor up, Tensor dGate, Tensor dUp);

  /**
   * Causal softmax attention of one document: query i of n sees keys 0 … m − n + i of m. Queries,
   * keys, values and output are all float32, or, where products take it, all bfloat16 and the
   * queries times the scale.
   *
   * @param statistics [n, 2·heads], receives the maximum and the inverse sum of each softmax; null:
   *     not kept
   */
  void attention(
      AttentionShape shape, Tensor q, Tensor k, Tensor v, Tensor output, Tensor statistics);

  /**
   * The gradient of {@link #attention} with n = m; probabilities are computed again block by block
   * (Dao et al. 2022, FlashAttention, section 3.1).
   *
   * @param dOutput of the type of the output
   * @param dq dk dv receive the gradients, in float32, of what the queries were before the scale
   */
  void attentionBackward(
      AttentionShape shape,
      Tensor q,
      Tensor k,
      Tensor v,
      Tensor output,
      Tensor statistics,
      Tensor dOutput,
      Tensor dq,
      Tensor dk,
      Tensor dv);

  /**
   * Softmax cross-entropy of each row against its label.
   *
   * @param withGradient replaces the logits by softmax − one-hot
   */
  CrossEntropy crossEntropy(Tensor logits, int[] labels, int first, boolean withGradient);

  @Override
  void close();
}
