package io.seekforge.training.rounds;

import io.seekforge.api.recipe.TrainSection;
import io.seekforge.model.optim.AdamW;
import io.seekforge.model.optim.CorrectionBias;
import io.seekforge.tensor.cpu.OptimizerKernels;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Synchronous data parallelism: every replica returns the gradient of its summed loss; the driver
 * adds them in replica order, divides by the label tokens of the whole global batch, clips, and
 * takes one AdamW step.
 */
final class SynchronousRounds implements Rounds {
  private final JavaSparkContext spark;
  private final Broadcast<RunContext> run;
  private final INDArray parameters;
  private final AdamW optimizer;
  private final StepStore store;
  private final Wire wire;
  private final Replicas<GradientTask.Result> replicas;
  private Counters counters;

  SynchronousRounds(
      JavaSparkContext spark, Broadcast<RunContext> run, StepStore store, TrainingState from) {
    this.spark = spark;
    this.run = run;
    this.store = store;
    this.parameters = FlatVector.of(from.parameters());
    this.optimizer = from.optimizers().get(0).restore(train(), parameters.length());
    this.counters = from.counters();
    this.wire = Wire.of(train().exchange());
    this.replicas = wire.exact() ? null : new Replicas<>(spark, run, store, from.replicas());
  }

  @Override
  public RoundResult next() {
    long step = counters.round();
    byte[] current = wire.parameters(FlatVector.bytes(parameters));
    try (Sum sum = new Sum()) {
      gradients(current, step, sum::add);
      long start = System.nanoTime();
      double norm = apply(sum.gradient, sum.contribution, step);
      boolean skipped = !Double.isFinite(norm);
      counters = counters.plus(1, sum.contribution.tokens(), skipped ? 1 : 0);
      return new RoundResult(
          counters.round(),
          step + 1,
          sum.contribution.loss(),
          sum.contribution.tokens(),
          norm,
          run.value().rate().at(step),
          skipped ? 1 : 0,
          sum.contribution.suspects(),
          (long) current.length * run.value().shards().size()
              + sum.bytes
              + (replicas == null ? 0 : replicas.moved()),
          sum.slowest,
          (System.nanoTime() - start) * 1e-9);
    }
  }

  private void gradients(byte[] current, long step, Consumer<GradientTask.Result> told) {
    Broadcast<byte[]> sent = spark.broadcast(current);
    if (replicas != null) {
      replicas.advance(sent, new WiredGradientTask(run, sent, parameters.length(), step), told);
      return;
    }
    try {
      List<Integer> numbers = Rounds.replicas(run.value().shards().size());
      InReplicaOrder.run(
          spark.parallelize(numbers, numbers.size()).map(new GradientTask(run, sent, step)), told);
    } finally {
      sent.destroy();
    }
  }

  /**
   * Takes the step.
   *
   * @param gradient summed over all replicas; overwritten
   * @return the gradient's norm before clipping; NaN if the step was left out
   */
  private double apply(INDArray gradient, Contribution sum, long step) {
    if (sum.finite() && sum.loss().labelTokens() == 0) {
      return 0;
    }
    CorrectionBias bias = run.value().bias();
    CorrectionBias.Aside aside = bias.take(parameters, gradient);
    gradient.divi(sum.loss().labelTokens());
    double norm = sum.finite() ? OptimizerKernels.norm(gradient, threads()) : Double.NaN;
    if (Double.isFinite(norm)) {
      float factor = AdamW.clipFactor(norm, train().maxGradNorm());
      optimizer.step(parameters, gradient, factor, run.value().rate().at(step), threads());
      bias.put(aside, parameters);
      return norm;
    }
    if (train().onNan().equals("stop")) {
      throw Rounds.notFinite(
          step + 1, sum.finite() ? run.value().allDocuments(step) : sum.suspects());
    }
    return Double.NaN;
  }

  /** Cores of the driver: with a local master those of the tasks, which have ended. */
  private int threads() {
    return spark.isLocal()
        ? spark.defaultParallelism()
        : spark.getConf().getInt("spark.driver.cores", 1);
  }

  private TrainSection train() {
    return run.value().train();
  }

  @Override
  public Parameters parameters() {
    return new Values(FlatVector.bytes(parameters));
  }

  @Override
  public Counters counters() {
    return counters;
  }

  @Override
  public long optimizerSteps() {
    return optimizer.steps();
  }

  @Override
  public void checkpoint(byte[] log) {
    StoredReplicas stored =
        replicas == null ? StoredReplicas.fresh(run.value().shards().size()) : replicas.write();
    store.save(
        new TrainingState(
            counters,
            FlatVector.bytes(parameters),
            List.of(OptimizerState.of(optimizer)),
            stored,
            new byte[0]),
        log);
  }

  @Override
  public void close() {
    if (replicas != null) {
      replicas.close();
    }
    parameters.close();
  }

  /** What the replicas tell, added one by one in their order; nothing of it is kept. */
  private final class Sum implements AutoCloseable {
    private final INDArray gradient = FlatVector.zeros(parameters.length());
    private Contribution contribution = Contribution.NOTHING;
    private long bytes;
    private double slowest;

    void add(GradientTask.Result result) {
      contribution = contribution.plus(result.contribution());
      bytes += result.gradient().length;
      slowest = Math.max(slowest, result.seconds());
      if (result.gradient().length > 0) {
        try (INDArray own = wire.update(result.gradient(), gradient.length())) {
          gradient.addi(own);
        }
      }
    }

    @Override
    public void close() {
      gradient.close();
    }
  }
}
