package io.seekforge.training.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/** Counts raw routing logs as ESFT writes them: one task a file or archive, added by layer. */
public final class RoutingLogJob {
  private final JavaSparkContext spark;
  private final int experts;
  private final int topK;

  /**
   * @param experts experts of a layer
   * @param topK experts of a token
   */
  public RoutingLogJob(JavaSparkContext spark, int experts, int topK) {
    this.spark = spark;
    this.experts = experts;
    this.topK = topK;
  }

  /**
   * Reads all logs under a path.
   *
   * @param path a log, an archive, or a folder of them ({@code docs/spec/routing.md})
   * @throws io.seekforge.api.SeekforgeException naming file and line that cannot be used
   */
  public RoutingStatistics run(String path) {
    Broadcast<SerializableConfiguration> hadoop =
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    try {
      List<LogFile> logs = LogFolder.list(path, spark.hadoopConfiguration());
      int expertCount = experts;
      int chosen = topK;
      return collect(
          spark
              .parallelize(logs, logs.size())
              .flatMapToPair(
                  log -> {
                    List<Tuple2<LayerKey, LayerCounts>> counted = new ArrayList<>();
                    LogReader.read(log, expertCount, chosen, hadoop.value().value())
                        .forEach(
                            (layer, counts) ->
                                counted.add(
                                    new Tuple2<>(new LayerKey(log.domain(), layer), counts)));
                    return counted.iterator();
                  }));
    } finally {
      hadoop.destroy();
    }
  }

  /** Adds up by layer; whole numbers, so that the order does not matter. */
  static RoutingStatistics collect(JavaPairRDD<LayerKey, LayerCounts> counted) {
    SortedMap<LayerKey, LayerCounts> layers = new TreeMap<>();
    counted
        .reduceByKey(LayerCounts::plus)
        .collect()
        .forEach(pair -> layers.put(pair._1(), pair._2()));
    return new RoutingStatistics(layers);
  }
}
