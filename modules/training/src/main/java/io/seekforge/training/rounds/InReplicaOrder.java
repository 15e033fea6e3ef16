package io.seekforge.training.rounds;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import scala.Function2;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Passes on what replicas tell, in their order, while others still compute. Only what comes before
 * its turn is held.
 */
final class InReplicaOrder<R> {
  private final Consumer<R> sink;
  private final Map<Integer, R> early = new HashMap<>();
  private int turn;
  private RuntimeException refused;
  private Error broken;

  private InReplicaOrder(Consumer<R> sink) {
    this.sink = sink;
  }

  /**
   * Runs one task for each replica.
   *
   * @param replicas one partition of one element each
   * @param sink gets the elements one at a time, on a thread of Spark's; when it throws, it gets no
   *     more, and what it threw is thrown here once all tasks have ended
   */
  static <R> void run(JavaRDD<R> replicas, Consumer<R> sink) {
    InReplicaOrder<R> order = new InReplicaOrder<>(sink);
    Function2<Object, R, BoxedUnit> handler =
        (replica, result) -> {
          order.take((Integer) replica, result);
          return BoxedUnit.UNIT;
        };
    replicas.context().runJob(replicas.rdd(), new Single<>(), handler, replicas.classTag());
    order.rethrow();
  }

  /**
   * Spark's scheduler, whose thread this is, must not see a failure: it would hide or hang on it.
   */
  private void take(int replica, R result) {
    if (refused != null || broken != null) {
      return;
    }
    early.put(replica, result);
    try {
      while (early.containsKey(turn)) {
        sink.accept(early.remove(turn));
        turn++;
      }
    } catch (RuntimeException e) {
      refused = e;
      early.clear();
    } catch (Error e) {
      broken = e;
      early.clear();
    }
  }

  private void rethrow() {
    if (refused != null) {
      throw refused;
    }
    if (broken != null) {
      throw broken;
    }
  }

  private static final class Single<R> extends AbstractFunction1<Iterator<R>, R>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public R apply(Iterator<R> partition) {
      return partition.next();
    }
  }
}
