package io.seekforge.training.rounds;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/**
 * The states of all replicas, kept where they were computed. A round makes a new RDD of states from
 * the one before and keeps it in the executors' storage; Spark runs a replica where its state is.
 * If an executor dies, the lineage computes its states once more from the last ones that the driver
 * has seen, which are at most {@link #MOST} rounds old: with the same bits, since a round depends
 * on nothing but those states and the parameters sent out, which are kept as long.
 *
 * @param <R> what a replica tells the driver
 */
final class Replicas<R extends Serializable> implements AutoCloseable {
  /** Rounds of lineage: what a lost executor may cost, and what the scheduler has to walk. */
  private static final int MOST = 20;

  private final JavaSparkContext spark;
  private final List<Broadcast<?>> needed = new ArrayList<>();
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

  Replicas(JavaSparkContext spark, List<ReplicaState> states) {
    this.spark = spark;
    begin(states);
  }

  /** One broadcast each: only the executor that runs the replica fetches its state. */
  private void begin(List<ReplicaState> states) {
    List<Broadcast<ReplicaState>> sent = new ArrayList<>();
    states.forEach(state -> sent.add(spark.broadcast(state)));
    needed.addAll(sent);
    // Twice: they come back when lineage begins anew. Counted here, a resumed run counts the same.
    moved += 2 * states.stream().mapToLong(ReplicaState::bytes).sum();
    rounds = 0;
    current =
        spark
            .parallelize(Rounds.replicas(states.size()), states.size())
            .map(replica -> new Kept<R>(replica, sent.get(replica).value(), null));
  }

  /**
   * One round: every replica's state becomes what the task makes of it.
   *
   * @param parameters that the task uses; released when no replica can need them any more
   * @return what the replicas tell, in their order
   */
  List<R> advance(Broadcast<?> parameters, Function<Kept<R>, Kept<R>> task) {
    if (rounds == MOST) {
      states();
    }
    needed.add(parameters);
    JavaRDD<Kept<R>> next = current.map(task).persist(StorageLevel.MEMORY_AND_DISK_SER());
    List<R> results = next.map(Kept::result).collect();
    current.unpersist(false);
    current = next;
    rounds++;
    return results;
  }

  /** All states, in the order of the replicas. Lineage begins anew with them. */
  List<ReplicaState> states() {
    List<ReplicaState> states = current.map(Kept::state).collect();
    release();
    begin(states);
    return states;
  }

  /** Bytes of states that went to the driver or came from it since the last call. */
  long moved() {
    long bytes = moved;
    moved = 0;
    return bytes;
  }

  private void release() {
    current.unpersist(false);
    needed.forEach(Broadcast::destroy);
    needed.clear();
  }

  /** Spark removes the broadcasts when nobody knows them any more, or with itself. */
  @Override
  public void close() {
    current.unpersist(true);
    needed.clear();
  }
}
