package io.seekforge.tensor.cpu;

import io.seekforge.api.SeekforgeException;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;
import java.util.EnumMap;
import java.util.Map;
import org.bytedeco.dnnl.global.dnnl;

/**
 * Matrix products through oneDNN, on the calling thread alone: {@link PackedWeights} by matmul;
 * other float32 by matmul or sgemm; bfloat16 weights by bfloat16 instructions where the processor
 * has them. Other weights are widened block by block into a scratch of bounded size on their way
 * in.
 */
final class Products implements AutoCloseable {
  /** Floats of the scratch: a block of a weight, small enough for the second-level cache. */
  private static final int BLOCK = 1 << 18;

  /** Fewer have the heads of an attention, whose shapes are too many for kernels of their own. */
  private static final int LEAST_INPUTS = 256;

  /** From here on sgemm does not copy: 1 / rows + 1 / columns. */
  private static final double SHORT_SIDES = 0.0038;

  /** Floats: rows of which a multiple lie apart share the sets of the first-level cache. */
  private static final int COLLIDING = 512;

  private static final int MANY_INPUTS = 1 << 14;

  private final NativeMemory.Cursor left = new NativeMemory.Cursor();
  private final NativeMemory.Cursor right = new NativeMemory.Cursor();
  private final NativeMemory.Cursor result = new NativeMemory.Cursor();
  private final NarrowRow narrowRow = new NarrowRow();
  private final Map<ElementType, Matmul> matmuls = new EnumMap<>(ElementType.class);
  private final boolean narrows;
  private final OrderedBlock ordered = new OrderedBlock();
  private CpuStorage scratch;
  private Thread limited;

  /**
   * @param operands what products with bfloat16 weights take: bfloat16 where the processor has
   *     instructions for it, else float32
   */
  Products(ElementType operands) {
    this.narrows = operands == ElementType.BFLOAT16 && InstructionSet.hasBfloat16();
  }

  /** Whether products of bfloat16 are computed. */
  boolean narrows() {
    return narrows;
  }

  /**
   * Whether {@link #multiply} takes its left operand in bfloat16: it is then rounded, as torch
   * does, and sums are float32.
   */
  boolean takesBfloat16(
      Tensor a, boolean transposeA, Tensor b, boolean transposeB, float alpha, float beta) {
    return narrows
        && !NarrowRow.takes(a, transposeA, b, transposeB)
        && b.type() == ElementType.BFLOAT16
        && takesMatmul(transposeA, alpha, beta);
  }

  void multiply(
      Tensor a,
      boolean transposeA,
      Tensor b,
      boolean transposeB,
      float alpha,
      float beta,
      Tensor c) {
    int m = transposeA ? a.columns() : a.rows();
    int inner = transposeA ? a.rows() : a.columns();
    int innerB = transposeB ? b.columns() : b.rows();
    int n = transposeB ? b.rows() : b.columns();
    if (inner != innerB || c.rows() != m || c.columns() != n) {
      throw new IllegalArgumentException(
          "Cannot multiply ["
              + m
              + ", "
              + inner
              + "] by ["
              + innerB
              + ", "
              + n
              + "] into ["
              + c.rows()
              + ", "
              + c.columns()
              + "]");
    }
    if (m == 0 || n == 0) {
      return;
    }
    if (NarrowRow.takes(a, transposeA, b, transposeB)) {
      narrowRow.multiply(a, b, alpha, beta, c);
      return;
    }
    if (limited != Thread.currentThread()) {
      SingleThread.enforce();
      limited = Thread.currentThread();
    }
    PackedWeights packed = PackedWeights.of(b);
    if (packed != null && takesPacked(a, transposeA, b, alpha, beta)) {
      Matmul matmul = matmul(b.type());
      matmul.multiply(a, packed.copy(b, transposeB, matmul), beta == 1, c);
    } else if (a.type() == ElementType.FLOAT32
        && takesOrdered(transposeA, transposeB, alpha, beta, m, b)) {
      orderInputs(a, b, beta == 1, c);
    } else if (b.type() == ElementType.FLOAT32) {
      wide(a, transposeA, b, transposeB, alpha, beta, c);
    } else if (a.type() == ElementType.BFLOAT16) {
      matmul(ElementType.BFLOAT16).multiply(a, transposeA, b, transposeB, beta == 1, c);
    } else if (transposeB) {
      widenOutputs(a, transposeA, b, alpha, beta, c);
    } else {
      widenInputs(a, transposeA, b, alpha, beta, c);
    }
  }

  private static boolean takesPacked(
      Tensor a, boolean transposeA, Tensor b, float alpha, float beta) {
    return a.type() == b.type() && takesMatmul(transposeA, alpha, beta);
  }

  /** Whether {@link Matmul} knows these factors; a transposed a is not worth a kernel. */
  private static boolean takesMatmul(boolean transposeA, float alpha, float beta) {
    return !transposeA && alpha == 1 && (beta == 0 || beta == 1);
  }

  private Matmul matmul(ElementType type) {
    return matmuls.computeIfAbsent(type, Matmul::new);
  }

  /** c ← a · bᵀ: a block of rows of b gives a block of columns of c. */
  private void widenOutputs(
      Tensor a, boolean transposeA, Tensor b, float alpha, float beta, Tensor c) {
    int rows = blockRows(b);
    for (int from = 0; from < b.rows(); from += rows) {
      int to = Math.min(b.rows(), from + rows);
      Tensor block = widen(b.rows(from, to));
      wide(a, transposeA, block, true, alpha, beta, c.columns(from, to));
    }
  }

  /** c ← a · b: a block of rows of b takes a block of columns of a, and is added to c. */
  private void widenInputs(
      Tensor a, boolean transposeA, Tensor b, float alpha, float beta, Tensor c) {
    int rows = blockRows(b);
    for (int from = 0; from < b.rows(); from += rows) {
      int to = Math.min(b.rows(), from + rows);
      Tensor block = widen(b.rows(from, to));
      Tensor part = transposeA ? a.rows(from, to) : a.columns(from, to);
      sgemm(part, transposeA, block, false, alpha, from == 0 ? beta : 1f, c);
    }
  }

  /**
   * Whether c ← a · b is faster through {@link OrderedBlock}. Without AVX-512 sgemm leaves b as it
   * is where the sides of c are this short (oneDNN's nocopy_checker_avx2), and then takes up to
   * four times as long if the rows of b lie a multiple of 2 KiB apart, or are very many.
   */
  private static boolean takesOrdered(
      boolean transposeA, boolean transposeB, float alpha, float beta, int rows, Tensor b) {
    if (InstructionSet.hasWideVectors() || transposeB || !takesMatmul(transposeA, alpha, beta)) {
      return false;
    }
    boolean direct = 1.0 / rows + 1.0 / b.columns() >= SHORT_SIDES;
    boolean wide = b.type() == ElementType.FLOAT32;
    boolean collides = (wide ? b.stride() : b.columns()) % COLLIDING == 0;
    return b.rows() >= LEAST_INPUTS && direct && (collides || wide && b.rows() >= MANY_INPUTS);
  }

  /** c ← a · b, or added to c: a block of rows of b takes a block of columns of a. */
  private void orderInputs(Tensor a, Tensor b, boolean added, Tensor c) {
    int rows = OrderedBlock.rows(b.columns());
    for (int from = 0; from < b.rows(); from += rows) {
      int to = Math.min(b.rows(), from + rows);
      ordered.fill(b.rows(from, to));
      matmul(ElementType.FLOAT32).multiply(a.columns(from, to), ordered, added || from > 0, c);
    }
  }

  private static int blockRows(Tensor b) {
    return Math.max(1, BLOCK / b.columns());
  }

  private Tensor widen(Tensor block) {
    long size = Math.max(BLOCK, block.columns());
    scratch = CpuStorage.grown(scratch, ElementType.FLOAT32, size);
    Tensor wide = Tensor.of(scratch, block.rows(), block.columns());
    RowKernels.copy(block, wide);
    return wide;
  }

  /**
   * Of float32 operands. Where matmul has a kernel for just that shape it multiplies by a
   * transposed weight up to 70 % faster than sgemm with few rows, and 5 % with many.
   */
  private void wide(
      Tensor a,
      boolean transposeA,
      Tensor b,
      boolean transposeB,
      float alpha,
      float beta,
      Tensor c) {
    boolean weight = transposeB && b.columns() >= LEAST_INPUTS;
    if (weight && takesMatmul(transposeA, alpha, beta) && Matmul.hasOwn(a.rows())) {
      matmul(ElementType.FLOAT32).multiply(a, false, b, true, beta == 1, c);
    } else {
      sgemm(a, transposeA, b, transposeB, alpha, beta, c);
    }
  }

  private void sgemm(
      Tensor a,
      boolean transposeA,
      Tensor b,
      boolean transposeB,
      float alpha,
      float beta,
      Tensor c) {
    int inner = transposeA ? a.rows() : a.columns();
    int status =
        dnnl.dnnl_sgemm(
            (byte) (transposeA ? 'T' : 'N'),
            (byte) (transposeB ? 'T' : 'N'),
            c.rows(),
            c.columns(),
            inner,
            alpha,
            left.at(CpuStorage.address(a)),
            a.stride(),
            right.at(CpuStorage.address(b)),
            b.stride(),
            beta,
            result.at(CpuStorage.address(c)),
            c.stride());
    if (status != dnnl.dnnl_success) {
      throw new SeekforgeException(
          "Cannot multiply into [" + c.rows() + ", " + c.columns() + "]: oneDNN status " + status);
    }
  }

  @Override
  public void close() {
    CpuStorage.release(scratch);
    scratch = null;
    ordered.close();
    matmuls.values().forEach(Matmul::close);
    matmuls.clear();
  }
}
