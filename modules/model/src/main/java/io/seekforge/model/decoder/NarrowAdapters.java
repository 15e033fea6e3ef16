package io.seekforge.model.decoder;

import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Storage;
import io.seekforge.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The adapters of a {@link LinearGroup} in bfloat16, for operands that are bfloat16 already: half
 * the time of their products in float32. Sums and gradients are float32.
 */
final class NarrowAdapters implements AutoCloseable {
  private final Backend backend;
  private final List<Linear> linears;
  private final float scale;
  private final Storage stacked;
  private final Tensor a;
  private final List<Storage> storages = new ArrayList<>();
  private final List<Tensor> bs = new ArrayList<>();
  private Tensor low;

  /**
   * @param linears of the group; those without an adapter are passed over
   * @param rank rows of all A's
   * @param perLinear rows of one A
   * @param in elements of an input row
   */
  NarrowAdapters(
      Backend backend, List<Linear> linears, float scale, int rank, int perLinear, int in) {
    this.backend = backend;
    this.linears = linears;
    this.scale = scale;
    this.stacked = backend.allocate(ElementType.BFLOAT16, (long) rank * in);
    this.a = Tensor.of(stacked, rank, in);
    for (Linear linear : linears) {
      bs.add(linear.adapter() == null ? null : matrix(linear.weight().value().rows(), perLinear));
    }
  }

  private Tensor matrix(int rows, int columns) {
    Storage storage = backend.allocate(ElementType.BFLOAT16, (long) rows * columns);
    storages.add(storage);
    return Tensor.of(storage, rows, columns);
  }

  void prepare(Workspace workspace, int tokens) {
    low = workspace.shared("linear.narrowLow", ElementType.BFLOAT16, tokens, a.rows());
  }

  /**
   * Reads the adapters anew after their values changed.
   *
   * @param stacked all A's in float32
   */
  void refresh(Tensor stacked) {
    backend.narrow(stacked, 1, a);
    for (int i = 0; i < bs.size(); i++) {
      if (bs.get(i) != null) {
        backend.narrow(linears.get(i).adapter().b().value(), scale, bs.get(i));
      }
    }
  }

  /**
   * x·Aᵀ of all adapters; {@link #expand} must follow for each.
   *
   * @param x bfloat16 [n, in]
   * @param reduced receives it, [n, rank]
   */
  void reduce(Tensor x, Tensor reduced) {
    backend.multiply(x, false, a, true, 1, 0, reduced);
    backend.narrow(reduced, 1, low.rows(0, x.rows()));
  }

  /** y ← y + s·(x·Aᵀ)·Bᵀ for one linear of the group. */
  void expand(int linear, Tensor y) {
    Tensor part = linears.get(linear).part(low.rows(0, y.rows()));
    backend.multiply(part, false, bs.get(linear), true, 1, 1, y);
  }

  /** Begins a backward: {@link #throughB} for each linear, then {@link #throughA}. */
  void begin(Tensor reduced) {
    backend.narrow(reduced, scale, low.rows(0, reduced.rows()));
  }

  /**
   * The gradient of one B, and of what it multiplies.
   *
   * @param dy bfloat16 [n, out]
   * @param dReduced receives its columns of s·dy·B
   */
  void throughB(int linear, Tensor dy, Tensor dReduced) {
    Linear of = linears.get(linear);
    backend.multiply(dy, false, bs.get(linear), false, 1, 0, of.part(dReduced));
    Tensor part = of.part(low.rows(0, dy.rows()));
    backend.multiply(dy, true, part, false, 1, 1, of.adapter().b().gradient());
  }

  /**
   * The gradients of all A's, one below the other, and of the input.
   *
   * @param x bfloat16 [n, in]
   * @param dx null: not wanted; else added to
   */
  void throughA(Tensor dReduced, Tensor x, Tensor dx, Tensor gradient) {
    Tensor narrow = low.rows(0, x.rows());
    backend.narrow(dReduced, 1, narrow);
    if (dx != null) {
      backend.multiply(narrow, false, a, false, 1, 1, dx);
    }
    backend.multiply(narrow, true, x, false, 1, 0, gradient);
  }

  @Override
  public void close() {
    stacked.close();
    storages.forEach(Storage::close);
  }
}
