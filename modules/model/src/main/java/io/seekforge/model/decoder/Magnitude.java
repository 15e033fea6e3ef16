package io.seekforge.model.decoder;

import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Storage;
import io.seekforge.tensor.Tensor;
import java.util.Arrays;

/**
 * The magnitude of one linear with weight-decomposed adaptation (Liu et al. 2024, "DoRA"): row j of
 * V = W + s·B·A gives the direction, m the length, so the weight is (m/‖V‖) ∘ V. As in section 4.3
 * there and in PEFT, ‖V‖ is a constant to the gradient.
 */
public final class Magnitude implements AutoCloseable {
  /** Rows of V that exist at once. */
  private static final int BLOCK = 256;

  private final Backend backend;
  private final Parameter vector;
  private final Storage storage;
  private final Tensor ratio;
  private final Tensor excess;
  private final Tensor inverse;
  private final Tensor dots;

  /**
   * @param vector m, [1, out]
   */
  Magnitude(Backend backend, Parameter vector, int out) {
    this.backend = backend;
    this.vector = vector;
    this.storage = backend.allocate(ElementType.FLOAT32, 4L * out);
    Tensor rows = Tensor.of(storage, 4, out);
    this.ratio = rows.rows(0, 1);
    this.excess = rows.rows(1, 2);
    this.inverse = rows.rows(2, 3);
    this.dots = rows.rows(3, 4);
  }

  /** Rows of the weight. */
  int out() {
    return ratio.columns();
  }

  /** m/‖V‖, [1, out]. */
  Tensor ratio() {
    return ratio;
  }

  /** m/‖V‖ − 1, [1, out]. */
  Tensor excess() {
    return excess;
  }

  /** Measures V anew after its parts changed. */
  void refresh(Tensor weight, LowRank adapter, float scale) {
    float[] lengths = lengths(backend, weight, adapter, scale);
    float[] ratios = new float[lengths.length];
    float[] excesses = new float[lengths.length];
    float[] inverses = new float[lengths.length];
    backend.read(vector.value(), ratios);
    for (int i = 0; i < lengths.length; i++) {
      inverses[i] = 1 / lengths[i];
      ratios[i] *= inverses[i];
      excesses[i] = ratios[i] - 1;
    }
    backend.write(ratios, ratio);
    backend.write(excesses, excess);
    backend.write(inverses, inverse);
  }

  /**
   * ‖W‖ of each row of a weight [out, in] of any type: the magnitudes that training starts from.
   */
  public static float[] lengths(Backend backend, Tensor weight) {
    return lengths(backend, weight, null, 0);
  }

  /** ‖W + s·B·A‖ of each row; adapter null: ‖W‖. */
  private static float[] lengths(Backend backend, Tensor weight, LowRank adapter, float scale) {
    float[] lengths = new float[weight.rows()];
    int height = Math.min(BLOCK, weight.rows());
    int[] same = new int[height];
    Arrays.setAll(same, i -> i);
    float[] squares = new float[height];
    try (Storage scratch =
        backend.allocate(ElementType.FLOAT32, (long) height * weight.columns())) {
      for (int from = 0; from < weight.rows(); from += height) {
        int to = Math.min(weight.rows(), from + height);
        Tensor block = Tensor.of(scratch, to - from, weight.columns());
        backend.copy(weight.rows(from, to), block);
        if (adapter != null) {
          Tensor b = adapter.b().value().rows(from, to);
          backend.multiply(b, false, adapter.a().value(), false, scale, 1, block);
        }
        backend.rowDots(block, block, same, to - from, squares);
        for (int i = from; i < to; i++) {
          lengths[i] = (float) Math.sqrt(squares[i - from]);
        }
      }
    }
    return lengths;
  }

  /**
   * Adds the gradient of m: Σ dy·(V·x) over rows, divided by ‖V‖.
   *
   * @param dy [n, out]
   * @param product V·x, [n, out]
   */
  void addGradient(Tensor dy, Tensor product) {
    backend.zero(dots);
    backend.addColumnDots(dy, product, dots);
    backend.scaleColumns(inverse, dots);
    backend.add(dots, vector.gradient());
  }

  @Override
  public void close() {
    storage.close();
  }
}
