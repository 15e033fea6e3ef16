package io.seekforge.training;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** A value that tasks can see, until it is closed. */
record Sent<T>(T value, Broadcast<T> broadcast) implements AutoCloseable {
  static <T> Sent<T> of(JavaSparkContext spark, T value) {
    return new Sent<>(value, spark.broadcast(value));
  }

  @Override
  public void close() {
    broadcast.destroy();
  }
}
