package io.seekforge.training;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** A small Spark in this process. */
final class LocalContext {
  private LocalContext() {}

  static JavaSparkContext of(String master) {
    return of(master, 1);
  }

  static JavaSparkContext of(String master, int cpusPerTask) {
    return of(master, cpusPerTask, Map.of());
  }

  /**
   * @param more settings of Spark
   */
  static JavaSparkContext of(String master, int cpusPerTask, Map<String, String> more) {
    SparkConf settings =
        new SparkConf()
            .setMaster(master)
            .setAppName("training-tests")
            .set("spark.task.cpus", Integer.toString(cpusPerTask))
            .set("spark.ui.enabled", "false")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.driver.host", "127.0.0.1");
    more.forEach(settings::set);
    JavaSparkContext spark = new JavaSparkContext(settings);
    // Tests provoke failures of tasks: their traces would hide those of a test.
    spark.setLogLevel("OFF");
    return spark;
  }
}
