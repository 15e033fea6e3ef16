package io.seekforge.training.rounds;

import io.seekforge.model.LossSum;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Local SGD (Stich 2019, "Local SGD converges fast and communicates little"; McMahan et al. 2017,
 * federated averaging): every replica takes H AdamW steps of its own from the common parameters;
 * {@link Average} makes the new ones, in replica order, of those that took a step. Each replica's
 * optimiser state stays where its last task ran, as {@link Replicas} has it.
 */
final class LocalRounds implements Rounds {
  private final JavaSparkContext spark;
  private final Broadcast<RunContext> run;
  private final StepStore store;
  private final Replicas<LocalTask.Result> replicas;
  private final Average average;
  private final Wire wire;
  private byte[] parameters;
  private Counters counters;
  private long optimizerSteps;

  LocalRounds(
      JavaSparkContext spark, Broadcast<RunContext> run, StepStore store, TrainingState from) {
    this.spark = spark;
    this.run = run;
    this.store = store;
    this.replicas = new Replicas<>(spark, run, store, from.replicas());
    this.average = new Average(run.value().train().exchange(), from.momentum());
    this.wire = Wire.of(run.value().train().exchange());
    this.parameters = from.parameters();
    this.counters = from.counters();
    this.optimizerSteps = from.replicas().optimizerSteps().stream().mapToLong(steps -> steps).sum();
  }

  @Override
  public RoundResult next() {
    RunPlan plan = run.value().plan();
    long firstStep = plan.stepsAfter(counters.round());
    long endStep = plan.stepsAfter(counters.round() + 1);
    byte[] sent = wire.parameters(parameters);
    Totals totals = new Totals();
    long start;
    try (Average.Sum sum = average.begin(parameters, sent)) {
      steps(
          sent,
          firstStep,
          endStep,
          result -> {
            totals.add(result);
            sum.add(result);
          });
      start = System.nanoTime();
      if (totals.skipped > 0 && run.value().train().onNan().equals("stop")) {
        throw Rounds.notFinite(totals.firstSkipped + 1, totals.sum.suspects());
      }
      parameters = sum.parameters();
    }
    counters = counters.plus(1, totals.sum.tokens(), totals.skipped);
    optimizerSteps += totals.steps;
    return new RoundResult(
        counters.round(),
        endStep,
        totals.steps == 0 && totals.skipped > 0 ? new LossSum(Double.NaN, 0, 0) : totals.sum.loss(),
        totals.sum.tokens(),
        totals.steps == 0 ? 0 : totals.gradNorms / totals.steps,
        run.value().rate().at(endStep - 1),
        totals.skipped,
        totals.sum.suspects(),
        (long) sent.length * run.value().shards().size() + totals.updateBytes + replicas.moved(),
        totals.slowest,
        (System.nanoTime() - start) * 1e-9);
  }

  private void steps(byte[] sent, long firstStep, long endStep, Consumer<LocalTask.Result> told) {
    Broadcast<byte[]> broadcast = spark.broadcast(sent);
    long length = parameters.length / Float.BYTES;
    replicas.advance(broadcast, new LocalTask(run, broadcast, length, firstStep, endStep), told);
  }

  @Override
  public Parameters parameters() {
    return new Values(parameters);
  }

  @Override
  public Counters counters() {
    return counters;
  }

  @Override
  public long optimizerSteps() {
    return optimizerSteps;
  }

  @Override
  public void checkpoint(byte[] log) {
    StoredReplicas stored = replicas.write();
    store.save(new TrainingState(counters, parameters, List.of(), stored, average.momentum()), log);
  }

  @Override
  public void close() {
    replicas.close();
  }

  private static final class Totals {
    private Contribution sum = Contribution.NOTHING;
    private int steps;
    private double gradNorms;
    private int skipped;
    private long firstSkipped = Long.MAX_VALUE;
    private long updateBytes;
    private double slowest;

    void add(LocalTask.Result result) {
      sum = sum.plus(result.contribution());
      steps += result.steps();
      gradNorms += result.gradNorms();
      if (result.skipped() > 0) {
        skipped += result.skipped();
        firstSkipped = Math.min(firstSkipped, result.firstSkipped());
      }
      updateBytes += result.update().length;
      slowest = Math.max(slowest, result.seconds());
    }
  }
}
