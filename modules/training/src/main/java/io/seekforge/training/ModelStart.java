package io.seekforge.training;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.ParameterLayout;
import io.seekforge.training.resident.ModelContext;
import io.seekforge.training.resident.Resident;
import io.seekforge.training.rounds.FlatVector;
import io.seekforge.training.shard.ShardSummary;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the driver must know of the model, asked of one task: the driver itself never loads it.
 *
 * @param config the model's shape
 * @param layout names and places of the trainable parameters
 * @param parameters their initial values, float32 little-endian; empty if they do not pass through
 *     the driver
 */
record ModelStart(ModelConfig config, ParameterLayout layout, byte[] parameters)
    implements Serializable {

  /**
   * @param seed what initial values follow from
   * @param path says what may pass through the driver
   */
  static ModelStart of(
      JavaSparkContext spark, Broadcast<ModelContext> model, long seed, ExchangePath path) {
    return spark.parallelize(List.of(seed), 1).map(drawn -> of(model.value(), drawn, path)).first();
  }

  /** Whether parameters stand in files and the driver holds none. */
  boolean byBlock() {
    return parameters.length == 0;
  }

  private static ModelStart of(ModelContext model, long seed, ExchangePath path) {
    try (Resident.Lease lease = Resident.lease(model.base(), null, 1)) {
      ParameterLayout layout = lease.model().layout(model.trainable());
      if (path.byBlock(layout.size())) {
        return new ModelStart(lease.model().config(), layout, new byte[0]);
      }
      FlatVector.checkLength(layout.size());
      try (INDArray parameters = lease.model().initialParameters(model.trainable(), seed)) {
        return new ModelStart(lease.model().config(), layout, FlatVector.bytes(parameters));
      }
    }
  }

  /** Refuses shards that were packed with another model's tokenizer. */
  void checkIds(List<ShardSummary> shards) {
    for (ShardSummary shard : shards) {
      if (shard.smallestId() < 0 || shard.largestId() >= config.vocabSize()) {
        int wrong = shard.smallestId() < 0 ? shard.smallestId() : shard.largestId();
        throw new SeekforgeException(
            "Cannot use shard "
                + shard.file().path()
                + ": it holds token id "
                + wrong
                + " but the model knows "
                + config.vocabSize()
                + " (its tokenizer is not the one that packed; see model.tokenizer)");
      }
    }
  }
}
