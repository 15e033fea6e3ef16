package io.seekforge.tensor.cpu;

import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;

/**
 * Products shared among a team. They are cut by their shape alone, also where there is but one
 * thread, because oneDNN may add up in another order for another shape.
 */
final class SharedProducts implements AutoCloseable {
  /** Rows of a part of a long product: enough for oneDNN to be at its best. */
  private static final int ROWS = 512;

  /** Least columns of a part of a short product. */
  private static final int COLUMNS = 192;

  /**
   * Least columns of a part where the right operand is read across its rows: from rows cut shorter
   * memory gives less.
   */
  private static final int COLUMNS_ACROSS = 512;

  /** Parts of a wide product; threads beyond them find nothing to do. */
  private static final int PARTS = 8;

  private final Team team;
  private final Products[] members;
  private final Scratch narrow = new Scratch(ElementType.BFLOAT16);

  /**
   * @param operands as of {@link Products}
   */
  SharedProducts(Team team, ElementType operands) {
    this.team = team;
    members = new Products[team.size()];
    for (int member = 0; member < members.length; member++) {
      members[member] = new Products(operands);
    }
  }

  /** The products of one member. */
  Products of(int member) {
    return members[member];
  }

  void multiply(
      Tensor a,
      boolean transposeA,
      Tensor b,
      boolean transposeB,
      float alpha,
      float beta,
      Tensor c) {
    boolean narrow = a.type() == ElementType.BFLOAT16;
    if (narrow && (b.type() != ElementType.BFLOAT16 || alpha != 1 || beta != 0 && beta != 1)) {
      throw new IllegalArgumentException(
          "Cannot multiply bfloat16 by " + b.type() + " with factors " + alpha + ", " + beta);
    }
    boolean rounds = !narrow && members[0].takesBfloat16(a, transposeA, b, transposeB, alpha, beta);
    Tensor left = rounds ? narrowed(a) : a; // once, not in each part
    cut(left, transposeA, b, transposeB, alpha, beta, c);
  }

  private Tensor narrowed(Tensor a) {
    Tensor x = narrow.matrix(a.rows(), a.columns());
    RowKernels.copy(a, x);
    return x;
  }

  private void cut(
      Tensor a,
      boolean transposeA,
      Tensor b,
      boolean transposeB,
      float alpha,
      float beta,
      Tensor c) {
    int rows = c.rows();
    int columns = c.columns();
    // Other types are widened on their way in, once for each part that reads them: cut along b. So
    // are packed weights, always in the same way: each part has a copy. A b of few columns,
    // as those of adapters, is read in no time.
    boolean whole = b.type() == ElementType.FLOAT32 && PackedWeights.of(b) == null;
    if (rows >= 2 * ROWS && (whole || columns < 2 * COLUMNS)) {
      team.run(
          (rows + ROWS - 1) / ROWS,
          (member, part) -> {
            int from = part * ROWS;
            int to = Math.min(rows, from + ROWS);
            Tensor left = transposeA ? a.columns(from, to) : a.rows(from, to);
            members[member].multiply(
                left, transposeA, b, transposeB, alpha, beta, c.rows(from, to));
          });
    } else if (columns >= 2 * COLUMNS) {
      boolean across = !transposeB && PackedWeights.of(b) == null;
      int size = Math.max(across ? COLUMNS_ACROSS : COLUMNS, (columns / PARTS + 63) & -64);
      team.run(
          (columns + size - 1) / size,
          (member, part) -> {
            int from = part * size;
            int to = Math.min(columns, from + size);
            Tensor right = transposeB ? b.rows(from, to) : b.columns(from, to);
            members[member].multiply(
                a, transposeA, right, transposeB, alpha, beta, c.columns(from, to));
          });
    } else {
      members[0].multiply(a, transposeA, b, transposeB, alpha, beta, c);
    }
  }

  @Override
  public void close() {
    narrow.close();
    for (Products products : members) {
      products.close();
    }
  }
}
