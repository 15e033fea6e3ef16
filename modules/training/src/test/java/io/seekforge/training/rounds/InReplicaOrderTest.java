package io.seekforge.training.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.SeekforgeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InReplicaOrderTest {
  private static final int REPLICAS = 4;

  /** Seen by the tasks, which run in this process. */
  private static CountDownLatch seen;

  private JavaSparkContext spark;

  @BeforeEach
  void start() {
    seen = new CountDownLatch(1);
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[" + REPLICAS + "]")
                .setAppName("in-replica-order")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.driver.host", "127.0.0.1"));
    spark.setLogLevel("OFF");
  }

  @AfterEach
  void stop() {
    spark.close();
  }

  @Test
  void whatComesTooEarlyWaitsForItsTurn() {
    List<Integer> told = new ArrayList<>();
    InReplicaOrder.run(
        replicas(
            replica -> {
              Thread.sleep(200L * (REPLICAS - replica));
              return replica;
            }),
        told::add);
    assertThat(told).containsExactly(0, 1, 2, 3);
  }

  @Test
  void resultsArePassedOnWhileOthersCompute() {
    List<Boolean> told = new ArrayList<>();
    InReplicaOrder.run(
        replicas(replica -> replica < REPLICAS - 1 || seen.await(30, TimeUnit.SECONDS)),
        result -> {
          told.add(result);
          seen.countDown();
        });
    assertThat(told).containsExactly(true, true, true, true);
  }

  @Test
  void whatTheSinkThrowsIsThrownAsItIs() {
    List<Integer> told = new ArrayList<>();
    SeekforgeException refused = new SeekforgeException("no");
    assertThatThrownBy(
            () ->
                InReplicaOrder.run(
                    replicas(replica -> replica),
                    replica -> {
                      told.add(replica);
                      if (replica == 1) {
                        throw refused;
                      }
                    }))
        .isSameAs(refused);
    assertThat(told).containsExactly(0, 1);
    OutOfMemoryError full = new OutOfMemoryError("full");
    assertThatThrownBy(
            () ->
                InReplicaOrder.run(
                    replicas(replica -> replica),
                    replica -> {
                      throw full;
                    }))
        .isSameAs(full);
  }

  @Test
  void aTaskThatFailsIsNamed() {
    assertThatThrownBy(
            () ->
                InReplicaOrder.run(
                    replicas(
                        replica -> {
                          throw new SeekforgeException("replica " + replica + " is lost");
                        }),
                    result -> {}))
        .hasMessageContaining("SeekforgeException: replica")
        .hasMessageContaining("is lost");
  }

  private <R> JavaRDD<R> replicas(Function<Integer, R> task) {
    return spark.parallelize(Rounds.replicas(REPLICAS), REPLICAS).map(task);
  }
}
