package io.seekforge.training.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sink of Spark's own shows the numbers of a run. */
class RunMetricsTest {
  @TempDir Path folder;

  @Test
  void aSinkOfSparkShowsTheNumbers() throws IOException {
    SparkConf conf = new SparkConf().setMaster("local[1]").setAppName("metrics");
    conf.set("spark.ui.enabled", "false").set("spark.driver.host", "127.0.0.1");
    conf.set("spark.metrics.namespace", "run");
    conf.set("spark.metrics.conf.driver.sink.csv.class", "org.apache.spark.metrics.sink.CsvSink");
    conf.set("spark.metrics.conf.driver.sink.csv.directory", folder.toString());
    conf.set("spark.metrics.conf.driver.sink.csv.period", "1000");
    try (JavaSparkContext spark = new JavaSparkContext(conf);
        RunMetrics metrics = RunMetrics.start()) {
      metrics.show(
          new ObjectMapper().readTree("{\"loss\":2.5,\"grad_norm\":null,\"bytes_moved\":12}"));
      assertThat(spark.sc().isStopped()).isFalse();
      SparkEnv.get().metricsSystem().report();
      assertThat(last("loss")).isEqualTo("2.5");
      assertThat(last("bytes_moved")).isEqualTo("12.0");
      assertThat(last("grad_norm")).isEqualTo("NaN");
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(file -> file.getFileName().toString()).toList();
      assertThat(names)
          .containsAll(
              RunMetrics.NAMES.stream()
                  .map(name -> "run.driver.seekforge." + name + ".csv")
                  .toList());
    }
  }

  private String last(String name) throws IOException {
    List<String> lines =
        Files.readAllLines(folder.resolve("run.driver.seekforge." + name + ".csv"));
    return lines.get(lines.size() - 1).split(",")[1];
  }
}
