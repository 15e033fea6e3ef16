package io.seekforge.model.checkpoint;

/**
 * Where the adapter of one linear lies in an adapter's file.
 *
 * @param a [rank, in]
 * @param b [out, rank]
 * @param magnitude [1, out], DoRA's; null without
 */
record AdaptedLinear(Part a, Part b, Part magnitude) {

  /**
   * A matrix within a tensor: element (i, j) is the tensor's element {@code start + i · rowStep + j
   * · columnStep}, times {@code factor}.
   */
  record Part(
      String tensor,
      long start,
      long rowStep,
      long columnStep,
      int rows,
      int columns,
      double factor) {

    /** All of a tensor of one or two dimensions. */
    static Part whole(TensorInfo info, double factor) {
      long[] shape = info.shape();
      int columns = Math.toIntExact(shape[shape.length - 1]);
      int rows = shape.length == 1 ? 1 : Math.toIntExact(shape[0]);
      return new Part(info.name(), 0, columns, 1, rows, columns, factor);
    }

    /** Whether it has all elements of such a matrix but those beyond its rank. */
    boolean fills(long wantedRows, long wantedColumns, int rank) {
      boolean allRows = rows == wantedRows || rows < rank && wantedRows == rank;
      boolean allColumns = columns == wantedColumns || columns < rank && wantedColumns == rank;
      return allRows && allColumns;
    }

    /** Index in the tensor. */
    int index(int row, int column) {
      return Math.toIntExact(start + row * rowStep + column * columnStep);
    }

    /**
     * The elements, filled up with zeros.
     *
     * @param elements of the tensor
     */
    float[] read(float[] elements, int wantedRows, int wantedColumns) {
      float[] values = new float[Math.multiplyExact(wantedRows, wantedColumns)];
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          values[i * wantedColumns + j] = (float) (factor * elements[index(i, j)]);
        }
      }
      return values;
    }
  }
}
