package io.seekforge.training.routing;

import io.seekforge.model.MoeConfig;
import io.seekforge.training.evaluate.Chunk;
import io.seekforge.training.resident.ModelContext;
import io.seekforge.training.resident.Resident;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * Runs the model over packed sequences of each domain, on executors, and counts what its routers
 * choose. A sequence is routed whole by one worker and counts are whole numbers, so the statistics
 * are the same for any number of partitions.
 */
public final class RoutingJob {
  private final JavaSparkContext spark;
  private final Broadcast<ModelContext> model;
  private final int experts;
  private final int topK;

  /**
   * @param model whose base is run, without what is trained
   * @param moe its experts
   */
  public RoutingJob(JavaSparkContext spark, Broadcast<ModelContext> model, MoeConfig moe) {
    this.spark = spark;
    this.model = model;
    this.experts = moe.experts();
    this.topK = moe.topK();
  }

  /** Some sequences of a domain. */
  private record Sample(String domain, Chunk chunk) implements Serializable {}

  /**
   * Counts.
   *
   * @param chunks sequences of each domain
   * @param partitions tasks, at least 1
   */
  public RoutingStatistics run(SortedMap<String, List<Chunk>> chunks, int partitions) {
    List<Sample> samples = new ArrayList<>();
    chunks.forEach((domain, some) -> some.forEach(chunk -> samples.add(new Sample(domain, chunk))));
    Broadcast<ModelContext> context = model;
    int expertCount = experts;
    int chosen = topK;
    return RoutingLogJob.collect(
        spark
            .parallelize(samples, partitions)
            .mapPartitionsToPair(some -> count(context.value(), some, expertCount, chosen)));
  }

  private static Iterator<Tuple2<LayerKey, LayerCounts>> count(
      ModelContext model, Iterator<Sample> samples, int experts, int topK) {
    SortedMap<LayerKey, LayerCounts> counts = new TreeMap<>();
    if (samples.hasNext()) {
      try (Resident.Lease lease = Resident.lease(model.base(), null, TaskContext.get().cpus())) {
        while (samples.hasNext()) {
          Sample sample = samples.next();
          sample
              .chunk()
              .sequences(model.hadoop().value())
              .forEach(
                  sequence ->
                      lease
                          .worker()
                          .route(
                              sequence,
                              (layer, chosen, weights) ->
                                  add(
                                      counts.computeIfAbsent(
                                          new LayerKey(sample.domain(), layer),
                                          absent -> new LayerCounts(experts, topK)),
                                      chosen,
                                      weights)));
        }
      }
    }
    return pairs(counts);
  }

  private static void add(LayerCounts counts, int[] chosen, float[] weights) {
    double[] gates = new double[weights.length];
    for (int i = 0; i < gates.length; i++) {
      gates[i] = weights[i];
    }
    for (int from = 0; from < chosen.length; from += counts.topK()) {
      counts.add(chosen, gates, from);
    }
  }

  private static Iterator<Tuple2<LayerKey, LayerCounts>> pairs(
      SortedMap<LayerKey, LayerCounts> counts) {
    List<Tuple2<LayerKey, LayerCounts>> pairs = new ArrayList<>();
    for (Map.Entry<LayerKey, LayerCounts> entry : counts.entrySet()) {
      pairs.add(new Tuple2<>(entry.getKey(), entry.getValue()));
    }
    return pairs.iterator();
  }
}
