package io.seekforge.training.rounds;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/**
 * The states of all replicas, kept where they were computed. A round makes a new RDD of states from
 * the one before and keeps it in the executors' storage; Spark runs a replica where its state is.
 * If an executor dies, the lineage computes its states once more from the last ones in files, which
 * are at most {@link #MOST} rounds old: with the same bytes, since a round depends on nothing but
 * those states and the parameters sent out, which are kept as long. Tasks write and read the files;
 * the driver has their hashes.
 *
 * @param <R> what a replica tells the driver
 */
final class Replicas<R extends Serializable> implements AutoCloseable {
  /** Rounds of lineage: what a lost executor may cost, and what the scheduler has to walk. */
  private static final int MOST = 20;

  private final JavaSparkContext spark;
  private final Broadcast<RunContext> run;
  private final StepStore store;
  private final List<Broadcast<?>> needed = new ArrayList<>();
  private StoredReplicas stored;
  private JavaRDD<Kept<R>> current;
  private int rounds;
  private long moved;

  /**
   * A replica's state after a round, and what it tells.
   *
   * @param result null before the first round
   */
  record Kept<R extends Serializable>(int replica, ReplicaState state, R result)
      implements Serializable {}

  /**
   * @param store has folders for the files
   * @param from what to go on from
   */
  Replicas(
      JavaSparkContext spark, Broadcast<RunContext> run, StepStore store, StoredReplicas from) {
    this.spark = spark;
    this.run = run;
    this.store = store;
    begin(from);
  }

  /** Lineage begins with files. */
  private void begin(StoredReplicas from) {
    Broadcast<RunContext> context = run;
    Broadcast<StoredReplicas> sent = spark.broadcast(from);
    needed.add(sent);
    // Twice: written and read. Counted here, a resumed run counts the same.
    moved += 2 * from.bytes(run.value().layout().size());
    rounds = 0;
    stored = from;
    current =
        spark
            .parallelize(Rounds.replicas(from.files().size()), from.files().size())
            .map(
                replica -> new Kept<R>(replica, sent.value().read(context.value(), replica), null));
  }

  /**
   * One round: every replica's state becomes what the task makes of it.
   *
   * @param parameters that the task uses; released when no replica can need them any more
   * @param told gets what the replicas tell, in their order ({@link InReplicaOrder})
   */
  void advance(Broadcast<?> parameters, Function<Kept<R>, Kept<R>> task, Consumer<R> told) {
    if (rounds == MOST) {
      write();
    }
    needed.add(parameters);
    JavaRDD<Kept<R>> next = current.map(task).persist(StorageLevel.MEMORY_AND_DISK_SER());
    InReplicaOrder.run(next.map(Kept::result), told);
    current.unpersist(false);
    current = next;
    rounds++;
  }

  /**
   * Each replica's task writes its state into the folder of this round. Lineage begins anew with
   * those files; the ones before go unless they are a checkpoint's.
   */
  StoredReplicas write() {
    StoredReplicas before = stored;
    long round = before.round() + rounds;
    if (rounds == 0 && !before.folder().isEmpty()) {
      return before;
    }
    Broadcast<RunContext> context = run;
    String folder = store.begin(round);
    List<StoredReplica> files =
        current
            .map(
                kept -> StoredReplicas.write(context.value(), folder, kept.replica(), kept.state()))
            .collect();
    current.unpersist(false);
    needed.forEach(Broadcast::destroy);
    needed.clear();
    begin(new StoredReplicas(round, folder, List.copyOf(files)));
    if (!before.folder().isEmpty()) {
      store.forget(before.round());
    }
    return stored;
  }

  /** Bytes of states that were written into files and read from them since the last call. */
  long moved() {
    long bytes = moved;
    moved = 0;
    return bytes;
  }

  /** Spark removes the broadcasts when nobody knows them any more, or with itself. */
  @Override
  public void close() {
    current.unpersist(true);
    needed.clear();
  }
}
