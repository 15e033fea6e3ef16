package io.seekforge.training;

import io.seekforge.api.StageFolder;
import io.seekforge.training.shard.ShardSummary;
import io.seekforge.training.store.HadoopFolder;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Looks at the shards of a split once, one task each, before anything is computed with them. */
final class ShardSurvey {
  private ShardSurvey() {}

  /** One summary per shard, in the order of their names; empty if the split has none. */
  static List<ShardSummary> of(
      JavaSparkContext spark,
      Broadcast<SerializableConfiguration> hadoop,
      StageFolder pack,
      String split) {
    List<String> paths =
        new HadoopFolder(pack.shards(split), hadoop.value().value()).locations(".parquet");
    return paths.isEmpty()
        ? List.of()
        : new ArrayList<>(
            spark
                .parallelize(paths, paths.size())
                .map(path -> ShardSummary.of(path, hadoop.value().value()))
                .collect());
  }
}
