package io.seekforge.training.rounds;

import io.seekforge.model.LossSum;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Local SGD (Stich 2019, "Local SGD converges fast and communicates little"; McMahan et al. 2017,
 * federated averaging): every replica takes H AdamW steps of its own from the common parameters;
 * the new parameters are the plain mean, added in replica order, over the replicas that took a
 * step. Each replica's optimiser state comes back with its result and goes out again to whichever
 * task runs the replica next.
 */
final class LocalRounds implements Rounds {
  private final JavaSparkContext spark;
  private final Broadcast<RunContext> run;
  private final StepStore store;
  private TrainingState state;

  LocalRounds(
      JavaSparkContext spark, Broadcast<RunContext> run, StepStore store, TrainingState from) {
    this.spark = spark;
    this.run = run;
    this.store = store;
    this.state = from;
  }

  @Override
  public RoundResult next() {
    RunPlan plan = run.value().plan();
    long firstStep = plan.stepsAfter(state.counters().round());
    long endStep = plan.stepsAfter(state.counters().round() + 1);
    List<LocalTask.Result> results = steps(firstStep, endStep);
    long start = System.nanoTime();
    Totals totals = new Totals();
    results.forEach(totals::add);
    if (totals.skipped > 0 && run.value().train().onNan().equals("stop")) {
      throw Rounds.notFinite(totals.firstSkipped + 1, totals.sum.suspects());
    }
    long moved = (long) state.parameters().length * results.size() + bytes(state.optimizers());
    state =
        new TrainingState(
            state.counters().plus(1, totals.sum.tokens(), totals.skipped),
            mean(results),
            results.stream().map(LocalTask.Result::optimizer).toList());
    moved += totals.parameterBytes + bytes(state.optimizers());
    return new RoundResult(
        state.counters().round(),
        endStep,
        totals.steps == 0 && totals.skipped > 0 ? new LossSum(Double.NaN, 0, 0) : totals.sum.loss(),
        totals.sum.tokens(),
        totals.steps == 0 ? 0 : totals.gradNorms / totals.steps,
        run.value().rate().at(endStep - 1),
        totals.skipped,
        totals.sum.suspects(),
        moved,
        totals.slowest,
        (System.nanoTime() - start) * 1e-9);
  }

  private List<LocalTask.Result> steps(long firstStep, long endStep) {
    Broadcast<byte[]> parameters = spark.broadcast(state.parameters());
    List<Broadcast<OptimizerState>> optimizers = new ArrayList<>();
    try {
      // One broadcast per replica: only the executor that runs the replica fetches its state.
      state.optimizers().forEach(optimizer -> optimizers.add(spark.broadcast(optimizer)));
      List<Integer> replicas = Rounds.replicas(run.value().shards().size());
      return spark
          .parallelize(replicas, replicas.size())
          .map(new LocalTask(run, parameters, optimizers, firstStep, endStep))
          .collect();
    } finally {
      parameters.destroy();
      optimizers.forEach(Broadcast::destroy);
    }
  }

  /** Plain mean over the replicas that took a step; the old parameters if none did. */
  private byte[] mean(List<LocalTask.Result> results) {
    try (INDArray sum = FlatVector.zeros(state.parameters().length / Float.BYTES)) {
      int members = 0;
      for (LocalTask.Result result : results) {
        if (result.steps() > 0) {
          try (INDArray own = FlatVector.of(result.parameters())) {
            sum.addi(own);
          }
          members++;
        }
      }
      return members == 0 ? state.parameters() : FlatVector.bytes(sum.divi(members));
    }
  }

  private static long bytes(List<OptimizerState> optimizers) {
    return optimizers.stream()
        .mapToLong(optimizer -> optimizer.firstMoment().length + optimizer.secondMoment().length)
        .sum();
  }

  @Override
  public Parameters parameters() {
    return new Values(state.parameters());
  }

  @Override
  public Counters counters() {
    return state.counters();
  }

  @Override
  public long optimizerSteps() {
    return state.optimizers().stream().mapToLong(OptimizerState::steps).sum();
  }

  @Override
  public void checkpoint(byte[] log) {
    store.save(state, log);
  }

  @Override
  public void close() {}

  private static final class Totals {
    private Contribution sum = Contribution.NOTHING;
    private int steps;
    private double gradNorms;
    private int skipped;
    private long firstSkipped = Long.MAX_VALUE;
    private long parameterBytes;
    private double slowest;

    void add(LocalTask.Result result) {
      sum = sum.plus(result.contribution());
      steps += result.steps();
      gradNorms += result.gradNorms();
      if (result.skipped() > 0) {
        skipped += result.skipped();
        firstSkipped = Math.min(firstSkipped, result.firstSkipped());
      }
      parameterBytes += result.parameters().length;
      slowest = Math.max(slowest, result.seconds());
    }
  }
}
