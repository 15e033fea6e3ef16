package io.seekforge.model.bench;

import io.seekforge.model.ExpertNames;
import io.seekforge.model.ExpertParameters;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.PackedPlan;
import io.seekforge.model.Precision;
import io.seekforge.model.Trainable;
import io.seekforge.model.WeightCatalog;
import io.seekforge.model.WeightSpec;
import io.seekforge.model.decoder.Decoder;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Storage;
import io.seekforge.tensor.Tensor;
import io.seekforge.tensor.cpu.CpuBackend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The products of a training step that no training can do without, alone: x·Wᵀ and dy·W of every
 * linear and of the head, in the shapes of the step and on as many threads. Where experts are
 * trained: dyᵀ·x of those too, and no dy·W where no gradient goes on. The time they take is what
 * the library of products allows; the rest of a step is ours to lose.
 *
 * @param types of the weights in memory, by name
 * @param trainable what is trained
 * @param rows rows of x: tokens of a sequence
 * @param labels rows of the head's x: tokens with a loss
 * @param workers sequences computed at the same time
 * @param shared threads that share each
 */
record FrozenProducts(
    ModelConfig config,
    Precision precision,
    Map<String, ElementType> types,
    Trainable trainable,
    int rows,
    int labels,
    int workers,
    int shared) {
  private static final int WARM_UP = 1;
  private static final int TIMES = 5;

  /** x·Wᵀ, dy·W and dyᵀ·x. */
  private enum Kind {
    FORWARD,
    INPUT,
    WEIGHT
  }

  /** A product's shape: [rows, in] by [out, in]. */
  private record Shape(Kind kind, ElementType type, boolean packed, int rows, int out, int in)
      implements Comparable<Shape> {
    @Override
    public int compareTo(Shape other) {
      return Arrays.compare(key(), other.key());
    }

    private int[] key() {
      return new int[] {rows, out, in, kind.ordinal(), type.ordinal(), packed ? 1 : 0};
    }

    /** Multiplications and additions. */
    double operations() {
      return 2.0 * rows * out * in;
    }
  }

  /** What was measured: operations of one sequence, and seconds they take beside the others. */
  record Cost(double operations, double seconds) {}

  /** Times each shape once more than {@link #TIMES}, and takes the medians. */
  Cost measure() {
    Map<Shape, Integer> counts = shapes();
    double operations = 0;
    double seconds = 0;
    try (Crew crew = new Crew(workers, shared, precision.operands())) {
      for (Map.Entry<Shape, Integer> shape : counts.entrySet()) {
        operations += shape.getValue() * shape.getKey().operations();
        seconds += shape.getValue() * crew.seconds(shape.getKey());
      }
    }
    return new Cost(operations, seconds);
  }

  /** Quantised weights are counted as bf16: widened, not multiplied in their own type. */
  private ElementType type(WeightSpec spec) {
    ElementType type = types.get(spec.name());
    if (trains(spec)) {
      return ElementType.FLOAT32;
    }
    return type.quantized() ? ElementType.BFLOAT16 : type;
  }

  private Map<Shape, Integer> shapes() {
    Map<Shape, Integer> counts = new TreeMap<>();
    PackedPlan plan = PackedPlan.of(config, precision);
    for (WeightSpec spec : WeightCatalog.of(config)) {
      boolean head =
          spec.role() == WeightSpec.Role.HEAD
              || config.tiedEmbeddings() && spec.role() == WeightSpec.Role.EMBEDDING;
      if (head || spec.role() == WeightSpec.Role.LINEAR) {
        int out = Math.toIntExact(spec.shape()[0]);
        int in = Math.toIntExact(spec.shape()[1]);
        int times = head ? pieces() : 1;
        int read = head ? labels / times : rowsOf(spec);
        for (Kind kind : kinds(spec, head)) {
          boolean packed = plan.takes(spec) && !trains(spec);
          counts.merge(new Shape(kind, type(spec), packed, read, out, in), times, Integer::sum);
        }
      }
    }
    return counts;
  }

  private List<Kind> kinds(WeightSpec spec, boolean head) {
    if (!(trainable instanceof ExpertParameters experts) || head) {
      return List.of(Kind.FORWARD, Kind.INPUT);
    }
    List<Kind> kinds = new ArrayList<>(List.of(Kind.FORWARD));
    int first = experts.config().experts().firstKey();
    int layer = Integer.parseInt(spec.name().split("\\.")[2]);
    // In the lowest trained layer the gradient ends in the chosen experts.
    if (layer > first || layer == first && trains(spec) && spec.name().contains(".down_proj.")) {
      kinds.add(Kind.INPUT);
    }
    if (trains(spec)) {
      kinds.add(Kind.WEIGHT);
    }
    return kinds;
  }

  private boolean trains(WeightSpec spec) {
    ExpertNames.Place place = ExpertNames.place(spec.name());
    return place != null
        && trainable instanceof ExpertParameters experts
        && experts.config().chooses(place.layer(), place.expert());
  }

  /** The head takes its rows in pieces. */
  private int pieces() {
    int chunk = Decoder.rowsOfHead(labels);
    return (labels + chunk - 1) / chunk;
  }

  /** An expert sees its share of the tokens. */
  private int rowsOf(WeightSpec spec) {
    if (!spec.name().contains(".experts.")) {
      return rows;
    }
    return Math.max(1, rows * config.moe().topK() / config.moe().experts());
  }

  /** Threads that compute the same product at the same time, each on memory of its own. */
  private static final class Crew implements AutoCloseable {
    private final List<Backend> backends = new ArrayList<>();

    Crew(int workers, int shared, ElementType operands) {
      for (int i = 0; i < workers; i++) {
        backends.add(new CpuBackend(shared, operands));
      }
    }

    /** Median seconds of both products of a shape, of the slowest worker. */
    double seconds(Shape shape) {
      double[][] times = new double[backends.size()][];
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < times.length; i++) {
        int worker = i;
        Thread thread =
            new Thread(
                null,
                () -> times[worker] = times(backends.get(worker), shape),
                "products",
                4L << 20);
        threads.add(thread);
        thread.start();
      }
      double slowest = 0;
      for (int i = 0; i < times.length; i++) {
        join(threads.get(i));
        Arrays.sort(times[i]);
        slowest = Math.max(slowest, times[i][TIMES / 2]);
      }
      return slowest;
    }

    private static double[] times(Backend backend, Shape shape) {
      try (Storage x = backend.allocate(ElementType.FLOAT32, (long) shape.rows * shape.in);
          Storage w = backend.allocate(shape.type, (long) shape.out * shape.in);
          Storage y = backend.allocate(ElementType.FLOAT32, (long) shape.rows * shape.out)) {
        if (shape.packed) {
          backend.pack(w);
        }
        Tensor in = Tensor.of(x, shape.rows, shape.in);
        Tensor weight = Tensor.of(w, shape.out, shape.in);
        Tensor out = Tensor.of(y, shape.rows, shape.out);
        double[] times = new double[TIMES];
        for (int i = -WARM_UP; i < TIMES; i++) {
          long start = System.nanoTime();
          switch (shape.kind) {
            case FORWARD -> backend.multiply(in, false, weight, true, 1, 0, out);
            case INPUT -> backend.multiply(out, false, weight, false, 1, 0, in);
            case WEIGHT -> backend.multiply(out, true, in, false, 1, 1, weight);
          }
          backend.finish();
          if (i >= 0) {
            times[i] = (System.nanoTime() - start) / 1e9;
          }
        }
        return times;
      }
    }

    private static void join(Thread thread) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while timing products", e);
      }
    }

    @Override
    public void close() {
      backends.forEach(Backend::close);
    }
  }
}
