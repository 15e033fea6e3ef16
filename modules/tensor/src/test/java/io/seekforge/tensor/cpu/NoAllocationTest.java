package io.seekforge.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.seekforge.tensor.AttentionShape;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.RotaryTable;
import io.seekforge.tensor.Storage;
import io.seekforge.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Once compiled, kernels keep their vectors in registers: with one call too many in a loop the
 * compiler would make an object of each, on processors with short vectors sooner than on others.
 */
class NoAllocationTest {
  private static final int ROWS = 64;
  private static final int COLUMNS = 512;
  private static final int HEADS = 4;

  /**
   * Views of tensors and the like; a kernel that makes objects of vectors allocates 20 times it.
   */
  private static final long MOST_BYTES = 16 << 10;

  /** The compiler needs less than one. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void vectorsStayInRegisters() {
    try (Backend backend = new CpuBackend();
        Matrices matrices = new Matrices(backend, 1);
        Storage narrow = backend.allocate(ElementType.BFLOAT16, (long) ROWS * COLUMNS)) {
      kernels(backend, matrices, Tensor.of(narrow, ROWS, COLUMNS))
          .forEach(
              (name, kernel) -> assertThat(leastAllocated(kernel)).as(name).isLessThan(MOST_BYTES));
    }
  }

  /** Bytes of one call, the least of calls until it is few. */
  private long leastAllocated(Runnable kernel) {
    long thread = Thread.currentThread().getId();
    long end = System.nanoTime() + PATIENCE.toNanos();
    long least = Long.MAX_VALUE;
    while (least >= MOST_BYTES && System.nanoTime() < end) {
      long before = threads.getThreadAllocatedBytes(thread);
      kernel.run();
      least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
    }
    return least;
  }

  private static Map<String, Runnable> kernels(Backend backend, Matrices matrices, Tensor narrow) {
    Tensor x = matrices.random(ROWS, COLUMNS);
    Tensor y = matrices.random(ROWS, COLUMNS);
    Tensor z = matrices.random(ROWS, COLUMNS);
    Tensor row = matrices.random(1, COLUMNS);
    Tensor inverse = matrices.random(ROWS, 1);
    float[] maxima = new float[ROWS];
    float[] inverses = new float[ROWS];
    float[] sums = new float[ROWS];
    int[] rows = IntStream.range(0, ROWS).toArray();
    int first = COLUMNS - ROWS;
    Map<String, Runnable> kernels = new LinkedHashMap<>();
    kernels.put("maxima", () -> CausalSoftmax.maxima(x, ROWS, first, maxima));
    kernels.put("exponents", () -> CausalSoftmax.exponents(x, ROWS, first, maxima, inverses));
    kernels.put(
        "gradients", () -> CausalSoftmax.gradients(x, y, ROWS, first, maxima, inverses, sums));
    kernels.put(
        "narrowExponents",
        () -> CausalSoftmax.narrowExponents(x, ROWS, first, maxima, inverses, narrow));
    kernels.put(
        "narrowProbabilities",
        () -> CausalSoftmax.narrowProbabilities(x, ROWS, first, maxima, inverses, narrow));
    kernels.put(
        "narrowGradients", () -> CausalSoftmax.narrowGradients(x, y, ROWS, first, sums, narrow));
    kernels.put("crossEntropy", () -> backend.crossEntropy(x, rows, 0, true));
    kernels.put("gatedSilu", () -> backend.gatedSilu(x, y, z));
    kernels.put("gatedSilu to bfloat16", () -> backend.gatedSilu(x, y, narrow));
    kernels.put("gatedSiluBackward", () -> backend.gatedSiluBackward(z, x, y, x, y));
    kernels.put("rmsNorm", () -> backend.rmsNorm(x, row, 1e-6, z, inverse));
    kernels.put("rmsNormBackward", () -> backend.rmsNormBackward(x, y, row, inverse, z, true, row));
    kernels.put("narrow", () -> backend.narrow(x, 2, narrow));
    kernels.put("widen", () -> backend.copy(narrow, z));
    kernels.put("add", () -> backend.add(x, z));
    kernels.put("addColumnSums", () -> backend.addColumnSums(x, row));
    kernels.put("addColumnDots", () -> backend.addColumnDots(x, y, row));
    kernels.put("scaleColumns", () -> backend.scaleColumns(row, x));
    kernels.put("scatterAdd", () -> backend.scatterAdd(x, rows, ROWS, sums, z));
    kernels.put("rowDots", () -> backend.rowDots(x, y, rows, ROWS, sums));
    kernels.put("dropout", () -> backend.dropout(x, 0.1, 1, true, z));
    addAttention(backend, matrices, kernels);
    return kernels;
  }

  private static void addAttention(
      Backend backend, Matrices matrices, Map<String, Runnable> kernels) {
    int head = COLUMNS / HEADS;
    AttentionShape shape = new AttentionShape(HEADS, HEADS, head, head, 0.1f);
    Tensor q = matrices.random(ROWS, COLUMNS);
    Tensor k = matrices.random(ROWS, COLUMNS);
    Tensor v = matrices.random(ROWS, COLUMNS);
    Tensor out = matrices.random(ROWS, COLUMNS);
    Tensor statistics = matrices.random(ROWS, 2 * HEADS);
    Tensor dq = matrices.random(ROWS, COLUMNS);
    Tensor dk = matrices.random(ROWS, COLUMNS);
    Tensor dv = matrices.random(ROWS, COLUMNS);
    int[] positions = IntStream.range(0, ROWS).toArray();
    for (boolean interleaved : new boolean[] {false, true}) {
      Tensor cos = matrices.random(ROWS, head / 2);
      RotaryTable table = new RotaryTable(cos, matrices.random(ROWS, head / 2), interleaved);
      kernels.put(
          interleaved ? "rotate pairs" : "rotate halves",
          () -> backend.rotate(q, HEADS, head, 0, table, positions, false));
    }
    kernels.put("attention", () -> backend.attention(shape, q, k, v, out, statistics));
    kernels.put(
        "attentionBackward",
        () -> backend.attentionBackward(shape, q, k, v, out, statistics, out, dq, dk, dv));
  }
}
