package io.seekforge.model.decoder;

import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Storage;
import io.seekforge.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Linears that read the same input: yᵢ = x·Wᵢᵀ + bᵢ + s·(x·Aᵢᵀ)·Bᵢᵀ (Hu et al. 2021, "LoRA"). The
 * A's of their adapters are stacked, so that x is read once for all of them; with dropout each
 * reads an input of its own, x̃ᵢ.
 *
 * <p>With DoRA (Liu et al. 2024) yᵢ = rᵢ ∘ (x·Wᵢᵀ + s·(x·Aᵢᵀ)·Bᵢᵀ) + bᵢ, rᵢ being {@link
 * Magnitude#ratio}; with dropout, as in PEFT, yᵢ = x·Wᵢᵀ + (rᵢ − 1) ∘ x̃·Wᵢᵀ + rᵢ ∘ s·(x̃·Aᵢᵀ)·Bᵢᵀ
 * + bᵢ.
 */
public final class LinearGroup implements AutoCloseable {
  /** So many that a product takes bfloat16 if it ever does. */
  private static final int MANY_ROWS = 1 << 10;

  private final Backend backend;
  private final InputDropout dropout;
  private final DirectedProduct directed;
  private final List<Linear> linears = new ArrayList<>();
  private final float scale;
  private final int rank;
  private final int in;
  private final int directedOut;
  private final Storage stacked;
  private final NarrowAdapters narrow;
  private final int operandColumns;
  private Tensor operand;
  private Tensor low;
  private Tensor dLow;
  private Tensor dStacked;
  private Tensor dropped;

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
    this.dropout = parameters.dropout();
    this.in = in;
    this.scale = parameters.scale();
    this.directed = new DirectedProduct(backend, scale);
    int rows = 0;
    int widest = 0;
    int columns = in;
    boolean plain = true;
    for (String module : modules) {
      Linear linear = Linear.of(backend, parameters, module, bias, rows);
      linears.add(linear);
      rows += linear.adapter() == null ? 0 : loraRank;
      widest = Math.max(widest, linear.magnitude() == null ? 0 : linear.magnitude().out());
      Tensor weight = linear.weight().value();
      plain &= linear.magnitude() == null && weight != null && narrows(MANY_ROWS, weight);
      columns = Math.max(columns, weight == null ? 0 : weight.rows());
    }
    this.rank = rows;
    this.directedOut = widest;
    this.stacked = rank == 0 ? null : backend.allocate(ElementType.FLOAT32, (long) rank * in);
    this.operandColumns = plain ? columns : 0;
    this.narrow =
        plain && rank > 0 ? new NarrowAdapters(backend, linears, scale, rank, loraRank, in) : null;
  }

  private boolean narrows(int rows, Tensor weight) {
    return backend.operandType(rows, weight) == ElementType.BFLOAT16;
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
    if (operandColumns > 0) {
      operand = workspace.shared("linear.operand", ElementType.BFLOAT16, tokens, operandColumns);
    }
    if (narrow != null) {
      narrow.prepare(workspace, tokens);
    }
    if (rank > 0) {
      dLow = workspace.shared("linear.dLow", tokens, rank);
      dStacked = workspace.shared("linear.dStacked", rank, in);
      if (dropout.share() > 0) {
        dropped = workspace.shared("linear.dropped", tokens, in);
      }
      if (directedOut > 0) {
        directed.prepare(workspace, tokens, directedOut);
      }
    }
  }

  /** Where the next forward keeps what its backward needs: [n, at least rank]. */
  void keepIn(Tensor kept) {
    low = rank == 0 ? null : kept.columns(0, rank);
  }

  /** The linear of a group of one. */
  Linear only() {
    return linears.get(0);
  }

  /** Factor of the adapters. */
  float scale() {
    return scale;
  }

  /** Rows of all stacked A's. */
  int rank() {
    return rank;
  }

  /** Reads adapters anew after their values changed. */
  public void refresh() {
    for (Linear linear : linears) {
      if (linear.adapter() != null) {
        backend.copy(linear.adapter().a().value(), stackedRows(linear));
        if (linear.magnitude() != null) {
          linear.magnitude().refresh(linear.weight().value(), linear.adapter(), scale);
        }
      }
    }
    if (narrow != null) {
      narrow.refresh(Tensor.of(stacked, rank, in));
    }
  }

  private Tensor stackedRows(Linear linear) {
    int first = linear.first();
    return Tensor.of(stacked, rank, in).rows(first, first + linear.adapter().b().value().columns());
  }

  /**
   * Computes each output, or with {@code accumulate} adds it.
   *
   * @param x [n, in]
   * @param ys one [n, out] for each linear
   */
  public void forward(Tensor x, boolean accumulate, Tensor... ys) {
    boolean drops = rank > 0 && dropout.active();
    if (takesNarrow(x.rows(), drops)) {
      narrowForward(narrowed(x), accumulate, ys);
      return;
    }
    if (rank > 0 && !drops) {
      Tensor all = Tensor.of(stacked, rank, in);
      backend.multiply(x, false, all, true, 1, 0, low.rows(0, x.rows()));
    }
    for (int i = 0; i < ys.length; i++) {
      Linear linear = linears.get(i);
      Tensor read = drops && linear.adapter() != null ? drop(linear, x) : x;
      if (read != x) {
        backend.multiply(read, false, stackedRows(linear), true, 1, 0, reduced(linear, x.rows()));
      }
      boolean scaled = linear.magnitude() != null;
      if (scaled && !drops) {
        directed.forward(linear, x, reduced(linear, x.rows()), accumulate, ys[i]);
      } else {
        backend.multiply(x, false, linear.weight().value(), true, 1, accumulate ? 1 : 0, ys[i]);
      }
      if (linear.bias() != null) {
        backend.addRow(linear.bias().value(), ys[i]);
      }
      if (scaled && drops) {
        directed.addDropped(linear, read, reduced(linear, x.rows()), ys[i]);
      } else if (!scaled && linear.adapter() != null) {
        linear.expand(backend, reduced(linear, x.rows()), scale, 1, ys[i]);
      }
    }
  }

  /**
   * The type its input is best made in, and the gradients of its outputs: {@link
   * ElementType#BFLOAT16} if products and adapters would round them anyway. float32 is always
   * taken.
   *
   * @param rows of them
   */
  ElementType operandType(int rows) {
    return takesNarrow(rows, rank > 0 && dropout.active())
        ? ElementType.BFLOAT16
        : ElementType.FLOAT32;
  }

  /**
   * The first rows of that of two buffers which has the type of {@link #operandType}.
   *
   * @param wide float32
   * @param narrow bfloat16
   */
  Tensor operandIn(Tensor wide, Tensor narrow, int rows) {
    return (operandType(rows) == ElementType.BFLOAT16 ? narrow : wide).rows(0, rows);
  }

  /** Whether inputs of so many rows are taken in bfloat16 in every pass. */
  boolean alwaysNarrow(int rows) {
    return takesNarrow(rows, rank > 0 && dropout.share() > 0);
  }

  private boolean takesNarrow(int rows, boolean drops) {
    return operandColumns > 0 && !drops && narrows(rows, only().weight().value());
  }

  /** In shared memory, until the next, unless it is narrow already. */
  private Tensor narrowed(Tensor x) {
    if (x.type() == ElementType.BFLOAT16) {
      return x;
    }
    Tensor y = Tensor.of(operand.storage(), x.rows(), x.columns());
    backend.narrow(x, 1, y);
    return y;
  }

  /** The same without dropout and DoRA, the input being bfloat16. */
  private void narrowForward(Tensor x, boolean accumulate, Tensor... ys) {
    if (narrow != null) {
      narrow.reduce(x, low.rows(0, x.rows()));
    }
    for (int i = 0; i < ys.length; i++) {
      Linear linear = linears.get(i);
      backend.multiply(x, false, linear.weight().value(), true, 1, accumulate ? 1 : 0, ys[i]);
      if (linear.bias() != null) {
        backend.addRow(linear.bias().value(), ys[i]);
      }
      if (linear.adapter() != null) {
        narrow.expand(i, ys[i]);
      }
    }
  }

  /** The linear's input with elements dropped, in shared memory. */
  private Tensor drop(Linear linear, Tensor x) {
    Tensor y = dropped.rows(0, x.rows());
    dropout.apply(backend, linear.key(), x, false, y);
    return y;
  }

  /** x·Aᵀ of the last forward. */
  private Tensor reduced(Linear linear, int rows) {
    return linear.part(low.rows(0, rows));
  }

  /**
   * Adds the gradients of trained weights, and computes, or with {@code accumulate} adds, that of
   * the input. Must follow the forward of the same input.
   *
   * @param dx null: not wanted
   */
  public void backward(Tensor x, Tensor dx, boolean accumulate, Tensor... dys) {
    boolean drops = rank > 0 && dropout.active();
    if (takesNarrow(x.rows(), drops)) {
      narrowBackward(x, dx, accumulate, dys);
      return;
    }
    boolean add = accumulate;
    for (int i = 0; i < dys.length; i++) {
      Linear linear = linears.get(i);
      boolean adapted = linear.adapter() != null;
      Tensor read = drops && adapted ? drop(linear, x) : x;
      Tensor d =
          linear.magnitude() == null
              ? dys[i]
              : directed.backward(linear, read, reduced(linear, x.rows()), dys[i]);
      if (linear.weight().gradient() != null) {
        backend.multiply(dys[i], true, x, false, 1, 1, linear.weight().gradient());
      }
      if (linear.bias() != null && linear.bias().gradient() != null) {
        backend.addColumnSums(dys[i], linear.bias().gradient());
      }
      if (dx != null) {
        Tensor base = drops ? dys[i] : d;
        backend.multiply(base, false, linear.weight().value(), false, 1, add ? 1 : 0, dx);
        add = true;
      }
      if (adapted) {
        throughB(linear, d);
      }
      if (drops && adapted) {
        throughDropout(linear, read, dys[i], dx);
      }
    }
    if (rank > 0 && !drops) {
      throughA(x, dx);
    }
  }

  private void narrowBackward(Tensor x, Tensor dx, boolean accumulate, Tensor... dys) {
    if (narrow != null) {
      narrow.begin(low.rows(0, x.rows()));
    }
    for (int i = 0; i < dys.length; i++) {
      Linear linear = linears.get(i);
      if (linear.bias() != null && linear.bias().gradient() != null) {
        backend.addColumnSums(dys[i], linear.bias().gradient());
      }
      if (dx == null && linear.adapter() == null) {
        continue;
      }
      Tensor dy = narrowed(dys[i]);
      if (dx != null) {
        boolean add = accumulate || i > 0;
        backend.multiply(dy, false, linear.weight().value(), false, 1, add ? 1 : 0, dx);
      }
      if (linear.adapter() != null) {
        narrow.throughB(i, dy, dLow.rows(0, x.rows()));
      }
    }
    if (narrow != null) {
      narrow.throughA(dLow.rows(0, x.rows()), narrowed(x), dx, dStacked);
      addToA();
    }
  }

  private void throughB(Linear linear, Tensor d) {
    Parameter b = linear.adapter().b();
    Tensor dReduced = linear.part(dLow.rows(0, d.rows()));
    backend.multiply(d, false, b.value(), false, scale, 0, dReduced);
    backend.multiply(d, true, reduced(linear, d.rows()), false, scale, 1, b.gradient());
  }

  /** All A's at once; each had the whole input. */
  private void throughA(Tensor x, Tensor dx) {
    Tensor dReduced = dLow.rows(0, x.rows());
    if (dx != null) {
      backend.multiply(dReduced, false, Tensor.of(stacked, rank, in), false, 1, 1, dx);
    }
    backend.multiply(dReduced, true, x, false, 1, 0, dStacked);
    addToA();
  }

  private void addToA() {
    for (Linear linear : linears) {
      if (linear.adapter() != null) {
        Tensor gradient = linear.adapter().a().gradient();
        int first = linear.first();
        backend.add(dStacked.rows(first, first + gradient.rows()), gradient);
      }
    }
  }

  /**
   * The A of one linear, and what its dropped input hands on.
   *
   * @param read the dropped input; its memory then holds the gradient
   */
  private void throughDropout(Linear linear, Tensor read, Tensor dy, Tensor dx) {
    Tensor dReduced = linear.part(dLow.rows(0, read.rows()));
    backend.multiply(dReduced, true, read, false, 1, 1, linear.adapter().a().gradient());
    if (dx == null) {
      return;
    }
    backend.multiply(dReduced, false, stackedRows(linear), false, 1, 0, read);
    if (linear.magnitude() != null) {
      Tensor d = directed.excess(linear, dy);
      backend.multiply(d, false, linear.weight().value(), false, 1, 1, read);
    }
    dropout.apply(backend, linear.key(), read, true, dx);
  }

  @Override
  public void close() {
    if (stacked != null) {
      stacked.close();
    }
    if (narrow != null) {
      narrow.close();
    }
    linears.stream()
        .filter(linear -> linear.magnitude() != null)
        .forEach(linear -> linear.magnitude().close());
  }
}
