package io.seekforge.tensor.cpu;

import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;

/**
 * Products by oneDNN's matmul primitive. For some shapes a kernel is compiled for just that one;
 * others share one that takes any number of tokens, which oneDNN computes in another way; {@link
 * Shape#own} says which is faster. For operands of bfloat16 this is the only way. Sums are float32.
 * Not thread-safe.
 */
final class Matmul implements AutoCloseable {
  /** Shapes kept: a step uses some ten, and a few for each number of an expert's tokens. */
  private static final int KEPT = 2048;

  /** A multiple of it is a regular number of rows; so is a power of two below. */
  private static final int REGULAR = 64;

  /**
   * With fewer rows than this any number of them gets a kernel, if that is faster. A kernel takes
   * 0.6 MB.
   */
  private static final int MANY = 128;

  /** The adapters' ranks are below. */
  private static final int NARROW = 64;

  /**
   * A number of tokens that is known at the call only, and oneDNN's DNNL_RUNTIME_DIM_VAL for it.
   */
  private static final int UNKNOWN = -1;

  /** In place of a stride: the right operand is one of {@link PackedWeights}. */
  private static final int PACKED = -2;

  /** In place of a stride: the right operand is an {@link OrderedBlock}. */
  private static final int ORDERED = -3;

  /** Rows that packed weights are made for: for all numbers of rows the order is the same. */
  private static final int PACKED_ROWS = 512;

  private static final long ANY = Long.MIN_VALUE;

  private final engine processor = new engine(engine.kind.cpu, 0);
  private final stream queue = new stream(processor);
  private final NativeMemory.Cursor left = new NativeMemory.Cursor();
  private final NativeMemory.Cursor right = new NativeMemory.Cursor();
  private final NativeMemory.Cursor result = new NativeMemory.Cursor();
  private final LinkedHashMap<Shape, Kernel> kernels = new LinkedHashMap<>(64, 0.75f, true);
  private final Map<Shape, matmul> flexible = new HashMap<>();
  private final memory.data_type type;

  /** c[m, n] ← op(a)[m, inner] · op(b)[inner, n] + (added ? c : 0). */
  private record Shape(
      int m,
      int n,
      int inner,
      boolean transposedA,
      int strideA,
      boolean transposedB,
      int strideB,
      int strideC,
      boolean added) {
    /** Rows that are a number of tokens: of a, or of both operands if a is transposed. */
    int tokens() {
      return transposedA ? inner : m;
    }

    private boolean regular() {
      return Matmul.regular(tokens());
    }

    /**
     * Whether it gets a kernel of its own. Measured with AVX-512: for x·Wᵀ that is up to 30 %
     * faster with few rows, and some per cent slower with many irregular ones; for dy·W and dyᵀ·x
     * the kernel for any number is up to 20 % faster, and 40 % where W has a vocabulary of rows,
     * but slower where a rank is the number of columns. With AMX, where nothing was measured,
     * regular numbers have their own.
     */
    boolean own() {
      if (InstructionSet.hasTiles()) {
        return regular();
      }
      return transposedB ? hasOwn(tokens()) : regular() && n < NARROW;
    }

    /** The same with any number of tokens. */
    Shape flexible() {
      return new Shape(
          transposedA ? m : UNKNOWN,
          n,
          transposedA ? UNKNOWN : inner,
          transposedA,
          strideA,
          transposedB,
          strideB,
          strideC,
          added);
    }
  }

  private static boolean regular(int tokens) {
    return tokens % REGULAR == 0 || tokens < REGULAR && Integer.bitCount(tokens) == 1;
  }

  /** Whether x·Wᵀ with so many rows has a kernel of its own. */
  static boolean hasOwn(int rows) {
    return regular(rows) || rows < MANY;
  }

  /**
   * Products of one type.
   *
   * @param type of both operands; the result is float32
   */
  Matmul(ElementType type) {
    this.type = type == ElementType.BFLOAT16 ? memory.data_type.bf16 : memory.data_type.f32;
  }

  /**
   * c ← op(a) · op(b) + (added ? c : 0).
   *
   * @param a [inner, m] if transposed, else [m, inner]
   * @param b [n, inner] if transposed, else [inner, n]
   * @param c float32 [m, n]
   */
  void multiply(
      Tensor a, boolean transposedA, Tensor b, boolean transposedB, boolean added, Tensor c) {
    Shape shape =
        new Shape(
            c.rows(),
            c.columns(),
            transposedA ? a.rows() : a.columns(),
            transposedA,
            a.stride(),
            transposedB,
            b.stride(),
            c.stride(),
            added);
    kernel(shape, null).run(CpuStorage.address(a), CpuStorage.address(b), CpuStorage.address(c));
  }

  /**
   * c ← a · b + (added ? c : 0). Rows that do not fill up a regular number come last, by a kernel
   * of their own: there are no more of those than rows in such a rest, and they are as fast.
   *
   * @param a [m, inner]
   * @param b [inner, n] in the order of {@link #pack}
   * @param c float32 [m, n]
   */
  void multiply(Tensor a, PackedWeights.Copy b, boolean added, Tensor c) {
    multiply(a, PACKED, b.layout(), b.address(), added, c);
  }

  /**
   * c ← a · b + (added ? c : 0).
   *
   * @param a [m, inner]
   * @param b holds [inner, n]
   * @param c float32 [m, n]
   */
  void multiply(Tensor a, OrderedBlock b, boolean added, Tensor c) {
    multiply(a, ORDERED, null, b.address(), added, c);
  }

  private void multiply(Tensor a, int order, memory.desc layout, long b, boolean added, Tensor c) {
    int rows = c.rows();
    int whole = rows - rows % REGULAR;
    if (whole > 0) {
      multiplyRows(a.rows(0, whole), order, layout, b, added, c.rows(0, whole));
    }
    if (whole < rows) {
      multiplyRows(a.rows(whole, rows), order, layout, b, added, c.rows(whole, rows));
    }
  }

  private void multiplyRows(
      Tensor a, int order, memory.desc layout, long b, boolean added, Tensor c) {
    Shape shape =
        new Shape(
            c.rows(), c.columns(), a.columns(), false, a.stride(), false, order, c.stride(), added);
    kernel(shape, layout).run(CpuStorage.address(a), b, CpuStorage.address(c));
  }

  /**
   * A copy of a right operand in the order that products of many rows read fastest.
   *
   * @param b [n, inner] if transposed, else [inner, n]
   */
  PackedWeights.Copy pack(Tensor b, boolean transposed) {
    int n = transposed ? b.rows() : b.columns();
    int inner = transposed ? b.columns() : b.rows();
    try (memory.desc given = matrix(inner, n, type, b.stride(), transposed);
        memory.desc any = new memory.desc(new long[] {inner, n}, type, memory.format_tag.any);
        memory.desc source = matrix(PACKED_ROWS, inner, type, inner, false);
        memory.desc sums = matrix(PACKED_ROWS, n, memory.data_type.f32, n, false);
        matmul.primitive_desc product =
            new matmul.primitive_desc(processor, source, any, sums, new primitive_attr(), false)) {
      memory.desc layout = product.weights_desc();
      CpuStorage storage = CpuStorage.allocate(b.type(), layout.get_size() / b.type().bytes());
      PackedWeights.Copy copy = new PackedWeights.Copy(layout, storage);
      try (memory from = new memory(given, processor, right.at(CpuStorage.address(b)));
          memory to = new memory(layout, processor, result.at(copy.address()));
          reorder order = new reorder(from, to)) {
        order.execute(queue, from, to);
      }
      return copy;
    }
  }

  /**
   * @param packed order of the right operand; null: that of the shape
   */
  private Kernel kernel(Shape shape, memory.desc packed) {
    Kernel kernel = kernels.get(shape);
    if (kernel == null) {
      kernel = new Kernel(shape, packed);
      kernels.put(shape, kernel);
      if (kernels.size() > KEPT) {
        Map.Entry<Shape, Kernel> oldest = kernels.entrySet().iterator().next();
        kernels.remove(oldest.getKey());
        oldest.getValue().close();
      }
    }
    return kernel;
  }

  private memory.desc sources(Shape shape) {
    return matrix(shape.m, shape.inner, type, shape.strideA, shape.transposedA);
  }

  private memory.desc weights(Shape shape, memory.desc packed) {
    if (shape.strideB == ORDERED) {
      return new memory.desc(new long[] {shape.inner, shape.n}, type, memory.format_tag.BA16a64b);
    }
    return packed != null
        ? packed
        : matrix(shape.inner, shape.n, type, shape.strideB, shape.transposedB);
  }

  private memory.desc results(Shape shape) {
    return matrix(shape.m, shape.n, memory.data_type.f32, shape.strideC, false);
  }

  private static memory.desc matrix(
      int rows, int columns, memory.data_type elements, long stride, boolean transposed) {
    long[] strides = transposed ? new long[] {1, stride} : new long[] {stride, 1};
    return new memory.desc(new long[] {size(rows), size(columns)}, elements, strides);
  }

  private static long size(int elements) {
    return elements == UNKNOWN ? ANY : elements;
  }

  /** A product and the memory objects it is called with. */
  private final class Kernel {
    private final matmul product;
    private final boolean own;
    private final memory source;
    private final memory weight;
    private final memory destination;
    private final IntMemoryMap arguments;

    Kernel(Shape shape, memory.desc packed) {
      own = shape.strideB < 0 || shape.own();
      product =
          own
              ? compiled(shape, packed)
              : flexible.computeIfAbsent(shape.flexible(), open -> compiled(open, null));
      // Where they lie is told anew by each call.
      source = new memory(sources(shape), processor, left.at(0));
      weight = new memory(weights(shape, packed), processor, right.at(0));
      destination = new memory(results(shape), processor, result.at(0));
      arguments =
          new IntMemoryMap()
              .put(dnnl.DNNL_ARG_SRC, source)
              .put(dnnl.DNNL_ARG_WEIGHTS, weight)
              .put(dnnl.DNNL_ARG_DST, destination);
    }

    private matmul compiled(Shape shape, memory.desc packed) {
      primitive_attr attributes = new primitive_attr();
      if (shape.added) {
        post_ops after = new post_ops();
        after.append_sum();
        attributes.set_post_ops(after);
      }
      return new matmul(
          new matmul.primitive_desc(
              processor,
              sources(shape),
              weights(shape, packed),
              results(shape),
              attributes,
              false));
    }

    void run(long a, long b, long c) {
      source.set_data_handle(left.at(a));
      weight.set_data_handle(right.at(b));
      destination.set_data_handle(result.at(c));
      product.execute(queue, arguments);
    }

    void close() {
      arguments.close();
      destination.close();
      weight.close();
      source.close();
      if (own) {
        product.close();
      }
    }
  }

  @Override
  public void close() {
    kernels.values().forEach(Kernel::close);
    kernels.clear();
    flexible.values().forEach(matmul::close);
    flexible.clear();
    queue.close();
    processor.close();
  }
}
