package io.seekforge.training.rounds;

import io.seekforge.api.recipe.TrainSection;
import io.seekforge.tensor.cpu.OptimizerKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/**
 * Synchronous data parallelism for vectors that nobody but a task should hold whole: gradients go
 * through Spark's shuffle by block, each block is summed in replica order and takes its AdamW step
 * in a task, parameters and optimiser state stand in files. The driver sees hashes and norms. Bits
 * are those of {@link SynchronousRounds}.
 *
 * <p>Every step writes a folder of files beside the checkpoints; a checkpoint of that step is the
 * same folder with its {@code state.json}. The folder of the step before goes when the next is
 * whole.
 */
final class BlockRounds implements Rounds {
  private final JavaSparkContext spark;
  private final Broadcast<RunContext> run;
  private final StepStore store;
  private Counters counters;
  private BlockState state;

  BlockRounds(
      JavaSparkContext spark,
      Broadcast<RunContext> run,
      StepStore store,
      Counters counters,
      BlockState state) {
    this.spark = spark;
    this.run = run;
    this.store = store;
    this.counters = counters;
    this.state = state;
  }

  @Override
  public RoundResult next() {
    long step = counters.round();
    Broadcast<StoredParameters> parameters = spark.broadcast(state.parameters());
    JavaRDD<SummedBlock> sums = sums(parameters, step).persist(StorageLevel.MEMORY_AND_DISK_SER());
    try {
      List<SummedBlock.Head> heads = sums.map(SummedBlock::head).collect();
      long start = System.nanoTime();
      Contribution sum = heads.get(0).sum();
      double norm = norm(heads, sum, step);
      boolean skipped = Double.isNaN(norm);
      update(sums, step, norm, !skipped && sum.loss().labelTokens() > 0);
      counters = counters.plus(1, sum.tokens(), skipped ? 1 : 0);
      return new RoundResult(
          counters.round(),
          step + 1,
          sum.loss(),
          sum.tokens(),
          norm,
          run.value().rate().at(step),
          skipped ? 1 : 0,
          sum.suspects(),
          moved(heads),
          heads.get(0).seconds(),
          (System.nanoTime() - start) * 1e-9);
    } finally {
      sums.unpersist(false);
      parameters.destroy();
    }
  }

  private JavaRDD<SummedBlock> sums(Broadcast<StoredParameters> parameters, long step) {
    List<Integer> replicas = Rounds.replicas(run.value().shards().size());
    return spark
        .parallelize(replicas, replicas.size())
        .flatMapToPair(new BlockGradientTask(run, parameters, step))
        .repartitionAndSortWithinPartitions(
            ByBlock.of(state.blocks(), replicas.size()), Comparator.naturalOrder())
        .mapPartitions(new BlockSumTask(state.blocks()));
  }

  /** The gradient's norm; NaN if the step is to be left out; 0 if there is nothing to learn. */
  private double norm(List<SummedBlock.Head> heads, Contribution sum, long step) {
    if (sum.finite() && sum.loss().labelTokens() == 0) {
      return 0;
    }
    double norm = sum.finite() ? OptimizerKernels.norm(squares(heads)) : Double.NaN;
    if (Double.isFinite(norm)) {
      return norm;
    }
    if (train().onNan().equals("stop")) {
      throw Rounds.notFinite(
          step + 1, sum.finite() ? run.value().allDocuments(step) : sum.suspects());
    }
    return Double.NaN;
  }

  /** In the order of the blocks, as one process would add them. */
  private static double[] squares(List<SummedBlock.Head> heads) {
    return heads.stream()
        .sorted(Comparator.comparingInt(SummedBlock.Head::block))
        .flatMapToDouble(head -> Arrays.stream(head.squares()))
        .toArray();
  }

  private void update(JavaRDD<SummedBlock> sums, long step, double norm, boolean taken) {
    String target = store.location(counters.round() + 1);
    Broadcast<BlockState> before = spark.broadcast(state);
    try {
      List<StoredBlock> files =
          new ArrayList<>(
              sums.map(
                      new BlockUpdateTask(
                          run,
                          before,
                          target,
                          taken ? norm : Double.NaN,
                          run.value().rate().at(step)))
                  .collect());
      files.sort(Comparator.comparingInt(StoredBlock::block));
      store.forget(counters.round());
      state =
          new BlockState(
              target, state.blocks(), List.copyOf(files), state.optimizerSteps() + (taken ? 1 : 0));
    } finally {
      before.destroy();
    }
  }

  /** Parameters out and gradients in for each replica, then each block's files in and out. */
  private long moved(List<SummedBlock.Head> heads) {
    long vector = state.blocks().size() * Float.BYTES;
    long shuffled = heads.stream().mapToLong(SummedBlock.Head::bytes).sum();
    return vector * run.value().shards().size() + shuffled + 6 * vector;
  }

  private TrainSection train() {
    return run.value().train();
  }

  @Override
  public Parameters parameters() {
    return state.parameters();
  }

  @Override
  public Counters counters() {
    return counters;
  }

  @Override
  public long optimizerSteps() {
    return state.optimizerSteps();
  }

  @Override
  public void checkpoint(byte[] log) {
    store.finish(counters, List.of(state.optimizerSteps()), state.hashes(), log);
  }

  @Override
  public void close() {}

  /**
   * Neighbouring blocks to one task. With many replicas there are as many tasks as that, up to one
   * for each block: what a task receives grows with the replicas.
   */
  private static final class ByBlock extends Partitioner {
    private static final long serialVersionUID = 1L;
    private static final int FEW = 64;

    private final int partitions;
    private final int blocks;

    private ByBlock(int partitions, int blocks) {
      this.partitions = partitions;
      this.blocks = blocks;
    }

    static ByBlock of(Blocks blocks, int replicas) {
      return new ByBlock(Math.min(Math.max(FEW, replicas), blocks.count()), blocks.count());
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object key) {
      return (int) ((long) BlockGradientTask.block((Long) key) * partitions / blocks);
    }
  }
}
