package io.seekforge.model.decoder;

import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Storage;
import io.seekforge.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Linears that read the same input: yᵢ = x·Wᵢᵀ + bᵢ + s·(x·Aᵢᵀ)·Bᵢᵀ. The A's of their adapters are
 * stacked, so that x is read once for all of them.
 */
public final class LinearGroup implements AutoCloseable {
  private final Backend backend;
  private final List<Linear> linears;
  private final float scale;
  private final int rank;
  private final int in;
  private final Storage stacked;
  private Tensor low;
  private Tensor dLow;
  private Tensor dStacked;

  /**
   * One linear.
   *
   * @param bias null without
   * @param adapter null without
   * @param first first row of its A among the stacked ones
   */
  private record Linear(Parameter weight, Parameter bias, LowRank adapter, int first) {}

  /**
   * @param in elements of an input row
   * @param bias whether the linears have biases
   * @param modules names of the linears
   */
  public LinearGroup(
      Backend backend,
      ParameterSet parameters,
      int in,
      boolean bias,
      int loraRank,
      String... modules) {
    this.backend = backend;
    this.in = in;
    this.scale = parameters.scale();
    int stackedRows = 0;
    Linear[] made = new Linear[modules.length];
    for (int i = 0; i < modules.length; i++) {
      LowRank adapter = parameters.adapter(modules[i]);
      made[i] =
          new Linear(
              parameters.parameter(modules[i] + ".weight"),
              bias ? parameters.parameter(modules[i] + ".bias") : null,
              adapter,
              stackedRows);
      stackedRows += adapter == null ? 0 : loraRank;
    }
    this.linears = Arrays.asList(made);
    this.rank = stackedRows;
    this.stacked = rank == 0 ? null : backend.allocate(ElementType.FLOAT32, (long) rank * in);
  }

  /** Takes buffers for inputs of up to {@code tokens} rows. */
  public void prepare(Workspace workspace, int tokens) {
    prepareScratch(workspace, tokens);
    if (rank > 0) {
      low = workspace.matrix(tokens, rank);
    }
  }

  /** Takes only what all linears share; {@link #keepIn} must come before each forward. */
  void prepareScratch(Workspace workspace, int tokens) {
    if (rank > 0) {
      dLow = workspace.shared("linear.dLow", tokens, rank);
      dStacked = workspace.shared("linear.dStacked", rank, in);
    }
  }

  /** Where the next forward keeps what its backward needs: [n, at least rank]. */
  void keepIn(Tensor kept) {
    low = rank == 0 ? null : kept.columns(0, rank);
  }

  /** Rows of all stacked A's. */
  int rank() {
    return rank;
  }

  /** Reads adapters anew after their values changed. */
  public void refresh() {
    if (rank == 0) {
      return;
    }
    Tensor all = Tensor.of(stacked, rank, in);
    for (Linear linear : linears) {
      if (linear.adapter() != null) {
        Tensor a = linear.adapter().a().value();
        backend.copy(a, all.rows(linear.first(), linear.first() + a.rows()));
      }
    }
  }

  /**
   * Computes each output, or with {@code accumulate} adds it.
   *
   * @param x [n, in]
   * @param ys one [n, out] for each linear
   */
  public void forward(Tensor x, boolean accumulate, Tensor... ys) {
    Tensor reduced = null;
    if (rank > 0) {
      reduced = low.rows(0, x.rows());
      backend.multiply(x, false, Tensor.of(stacked, rank, in), true, 1, 0, reduced);
    }
    for (int i = 0; i < ys.length; i++) {
      Linear linear = linears.get(i);
      backend.multiply(x, false, linear.weight().value(), true, 1, accumulate ? 1 : 0, ys[i]);
      if (linear.bias() != null) {
        backend.addRow(linear.bias().value(), ys[i]);
      }
      if (linear.adapter() != null) {
        Tensor b = linear.adapter().b().value();
        backend.multiply(part(reduced, linear), false, b, true, scale, 1, ys[i]);
      }
    }
  }

  /**
   * Adds the gradients of trained weights, and computes, or with {@code accumulate} adds, that of
   * the input. Must follow the forward of the same input.
   *
   * @param dx null: not wanted
   */
  public void backward(Tensor x, Tensor dx, boolean accumulate, Tensor... dys) {
    boolean add = accumulate;
    for (int i = 0; i < dys.length; i++) {
      Linear linear = linears.get(i);
      if (linear.weight().gradient() != null) {
        backend.multiply(dys[i], true, x, false, 1, 1, linear.weight().gradient());
      }
      if (linear.bias() != null && linear.bias().gradient() != null) {
        backend.addColumnSums(dys[i], linear.bias().gradient());
      }
      if (dx != null) {
        backend.multiply(dys[i], false, linear.weight().value(), false, 1, add ? 1 : 0, dx);
        add = true;
      }
    }
    if (rank > 0) {
      adapters(x, dx, dys);
    }
  }

  private void adapters(Tensor x, Tensor dx, Tensor[] dys) {
    Tensor reduced = low.rows(0, x.rows());
    Tensor dReduced = dLow.rows(0, x.rows());
    for (int i = 0; i < dys.length; i++) {
      Linear linear = linears.get(i);
      if (linear.adapter() != null) {
        Parameter b = linear.adapter().b();
        backend.multiply(dys[i], false, b.value(), false, scale, 0, part(dReduced, linear));
        backend.multiply(dys[i], true, part(reduced, linear), false, scale, 1, b.gradient());
      }
    }
    if (dx != null) {
      backend.multiply(dReduced, false, Tensor.of(stacked, rank, in), false, 1, 1, dx);
    }
    backend.multiply(dReduced, true, x, false, 1, 0, dStacked);
    for (Linear linear : linears) {
      if (linear.adapter() != null) {
        Tensor gradient = linear.adapter().a().gradient();
        int first = linear.first();
        backend.add(dStacked.rows(first, first + gradient.rows()), gradient);
      }
    }
  }

  private Tensor part(Tensor x, Linear linear) {
    int first = linear.first();
    return x.columns(first, first + linear.adapter().b().value().columns());
  }

  @Override
  public void close() {
    if (stacked != null) {
      stacked.close();
    }
  }
}
