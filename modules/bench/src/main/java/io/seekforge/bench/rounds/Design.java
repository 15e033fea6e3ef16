package io.seekforge.bench.rounds;

/**
 * What the code does that a round's cost depends on.
 *
 * @param fewestReducers bound of the reducers: at most so many, or as many as there are replicas
 * @param byReplicas whether more replicas make more reducers
 * @param rotated whether each executor begins to read parameters at another block
 * @param summedAsTheyCome whether the driver adds a result up before the last one has come
 * @param piece parameters that each block but the last is a multiple of
 */
public record Design(
    int fewestReducers, boolean byReplicas, boolean rotated, boolean summedAsTheyCome, long piece) {
  /** As the code is. */
  public static final Design CURRENT = new Design(64, true, true, true, 1 << 16);

  /** As it was when the committed rounds were measured. */
  public static final Design MEASURED = new Design(64, false, false, false, 1 << 20);

  private static final long MOST_BLOCKS = 256;

  /** Parameters of each block but the last. */
  public long blockLength(long parameters) {
    long pieces = (parameters + piece - 1) / piece;
    return Math.max(1, (pieces + MOST_BLOCKS - 1) / MOST_BLOCKS) * piece;
  }

  /** Blocks of a vector. */
  public int blocks(long parameters) {
    long length = blockLength(parameters);
    return (int) ((parameters + length - 1) / length);
  }

  /** Tasks that sum blocks. */
  public int reducers(long parameters, int replicas) {
    int most = byReplicas ? Math.max(fewestReducers, replicas) : fewestReducers;
    return Math.min(blocks(parameters), most);
  }
}
