package io.seekforge.training.watch;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.MetricsSystem;
import org.apache.spark.metrics.source.Source;

/**
 * The newest numbers of a run as gauges of the driver in Spark's metrics system, source {@code
 * seekforge}: any sink that Spark is configured for shows them. A number that there is not yet is
 * NaN.
 */
public final class RunMetrics implements Source, AutoCloseable {
  /** Fields of {@code training.jsonl}. */
  static final List<String> NAMES =
      List.of(
          "round",
          "step",
          "loss",
          "valid_loss",
          "grad_norm",
          "learning_rate",
          "epoch",
          "num_tokens",
          "mean_token_accuracy",
          "tokens_per_second",
          "seconds_compute",
          "seconds_reduce",
          "seconds_wait",
          "bytes_moved");

  private final MetricRegistry registry = new MetricRegistry();
  private final Map<String, Double> values = new ConcurrentHashMap<>();

  private final MetricsSystem system;

  private RunMetrics(MetricsSystem system) {
    this.system = system;
    for (String name : NAMES) {
      Gauge<Double> gauge = () -> values.getOrDefault(name, Double.NaN);
      registry.register(name, gauge);
    }
  }

  /** Shows itself in the metrics system of the running Spark, until closed. */
  public static RunMetrics start() {
    RunMetrics metrics = new RunMetrics(SparkEnv.get().metricsSystem());
    metrics.system.registerSource(metrics);
    return metrics;
  }

  /** Shows the numbers of a line of {@code training.jsonl}. */
  public void show(JsonNode line) {
    for (String name : NAMES) {
      JsonNode value = line.path(name);
      if (value.isNumber()) {
        values.put(name, value.asDouble());
      } else if (value.isNull()) {
        values.put(name, Double.NaN);
      }
    }
  }

  @Override
  public String sourceName() {
    return "seekforge";
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  @Override
  public void close() {
    system.removeSource(this);
  }
}
