package io.seekforge.training.rounds;

import io.seekforge.api.SeekforgeException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** A run of training rounds, on the driver: state, and how the next round comes about. */
public interface Rounds extends AutoCloseable {

  /**
   * Rounds that go on from a state that the driver holds.
   *
   * @param run sent to the tasks once; its plan decides between synchronous and local steps
   * @param store takes the checkpoints
   */
  static Rounds of(
      JavaSparkContext spark, Broadcast<RunContext> run, StepStore store, TrainingState from) {
    return run.value().plan().localSteps() == 1
        ? new SynchronousRounds(spark, run, store, from)
        : new LocalRounds(spark, run, store, from);
  }

  /**
   * Synchronous rounds through the shuffle, from files of a state.
   *
   * @param store takes the checkpoints, and the files between them
   */
  static Rounds byBlock(
      JavaSparkContext spark,
      Broadcast<RunContext> run,
      StepStore store,
      Counters counters,
      BlockState from) {
    return new BlockRounds(spark, run, store, counters, from);
  }

  /**
   * Runs the next round as one Spark stage.
   *
   * @throws SeekforgeException if the loss or gradient is not finite and the recipe says stop; the
   *     message names the step and the documents
   */
  RoundResult next();

  /** Trainable parameters after the rounds so far. */
  Parameters parameters();

  /** How far the run is. */
  Counters counters();

  /** Steps that optimisers have taken, over all of them. */
  long optimizerSteps();

  /**
   * Makes a checkpoint of all that the next round needs.
   *
   * @param log lines of {@code training.jsonl} so far
   */
  void checkpoint(byte[] log);

  @Override
  void close();

  /** The error of policy {@code stop}. */
  static SeekforgeException notFinite(long step, List<String> suspects) {
    List<String> named = suspects.subList(0, Math.min(8, suspects.size()));
    String more = suspects.size() > named.size() ? ", … (" + suspects.size() + " in all)" : "";
    return new SeekforgeException(
        "Cannot go on at step "
            + step
            + ": loss or gradient is not finite in the batch of documents "
            + String.join(", ", named)
            + more
            + " (look at them, lower train.learning-rate, or set train.on-nan: skip)");
  }

  /** Replica numbers as a stage's input, one task each. */
  static List<Integer> replicas(int count) {
    List<Integer> replicas = new ArrayList<>();
    for (int replica = 0; replica < count; replica++) {
      replicas.add(replica);
    }
    return replicas;
  }
}
