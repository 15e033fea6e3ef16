package io.seekforge.training.routing;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.model.experts.ExpertConfig;
import io.seekforge.training.evaluate.Chunk;
import io.seekforge.training.resident.FolderModel;
import io.seekforge.training.resident.ModelContext;
import io.seekforge.training.shard.ShardSummary;
import io.seekforge.training.store.HadoopFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Routing statistics of a model over folders of packed shards, one folder a domain. */
public final class ShardRouting {
  private final JavaSparkContext spark;
  private final FolderModel base;
  private final int most;

  /**
   * @param most sequences of each domain, 0: all
   */
  public ShardRouting(JavaSparkContext spark, FolderModel base, int most) {
    this.spark = spark;
    this.base = base;
    this.most = most;
  }

  /**
   * Counts.
   *
   * @param folders of shards ({@code docs/spec/shards.md}), by domain
   * @param partitions tasks, 0: one for every {@value Chunk#SIZE} sequences
   * @throws SeekforgeException if the model has no experts or a folder no shards
   */
  public RoutingStatistics run(SortedMap<String, String> folders, int partitions) {
    ModelConfig model = HfConfig.read(Path.of(base.folder()));
    ExpertConfig.requireExperts(base.folder(), model);
    Broadcast<ModelContext> context =
        spark.broadcast(
            new ModelContext(
                base, null, new SerializableConfiguration(spark.hadoopConfiguration())));
    try {
      SortedMap<String, List<Chunk>> chunks = new TreeMap<>();
      int count = 0;
      for (Map.Entry<String, String> folder : folders.entrySet()) {
        List<Chunk> own = Chunk.ofShards(shards(context, folder.getValue(), model), most);
        chunks.put(folder.getKey(), own);
        count += own.size();
      }
      return new RoutingJob(spark, context, model.moe())
          .run(chunks, partitions == 0 ? Math.max(1, count) : partitions);
    } finally {
      context.destroy();
    }
  }

  private List<ShardSummary> shards(
      Broadcast<ModelContext> context, String folder, ModelConfig model) {
    List<String> paths =
        new ArrayList<>(
            new HadoopFolder(folder, spark.hadoopConfiguration()).locations(".parquet"));
    if (paths.isEmpty()) {
      throw new SeekforgeException(
          "Cannot find shards in " + folder + ": no .parquet (take shards/train of a stage pack)");
    }
    List<ShardSummary> shards =
        new ArrayList<>(
            spark
                .parallelize(paths, paths.size())
                .map(path -> ShardSummary.of(path, context.value().hadoop().value()))
                .collect());
    for (ShardSummary shard : shards) {
      if (shard.largestId() >= model.vocabSize()) {
        throw new SeekforgeException(
            "Cannot use shard %s: it holds token id %d but the model knows %d"
                .formatted(shard.file().path(), shard.largestId(), model.vocabSize()));
      }
    }
    return shards;
  }
}
