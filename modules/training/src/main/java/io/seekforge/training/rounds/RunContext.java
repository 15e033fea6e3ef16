package io.seekforge.training.rounds;

import io.seekforge.api.PackedSequence;
import io.seekforge.api.recipe.TrainSection;
import io.seekforge.training.resident.ModelContext;
import io.seekforge.training.resident.Resident;
import io.seekforge.training.schedule.LearningRate;
import io.seekforge.training.shard.ShardFile;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * What every task of a run needs and no round changes; sent once.
 *
 * @param model the frozen model and what is trained
 * @param shards one per replica, in replica order
 * @param plan steps and rounds
 * @param rate learning rate by step
 * @param train the recipe's section
 * @param seed seed of the order of rows
 */
public record RunContext(
    ModelContext model,
    List<ShardFile> shards,
    RunPlan plan,
    LearningRate rate,
    TrainSection train,
    long seed)
    implements Serializable {

  /** The rows a replica takes in a step (from 0), in order; empty if its shard has none left. */
  List<PackedSequence> sequences(int replica, long step) {
    ShardFile shard = shards.get(replica);
    Configuration configuration = model.hadoop().value();
    List<PackedSequence> rows = Resident.shard(shard, configuration);
    List<PackedSequence> taken = new ArrayList<>();
    for (long slot = plan.slotsAfter(step); slot < plan.slotsAfter(step + 1); slot++) {
      int place = (int) (slot % plan.longest());
      if (place < rows.size()) {
        long epoch = slot / plan.longest();
        taken.add(rows.get(Resident.order(shard, configuration, seed, replica, epoch)[place]));
      }
    }
    return taken;
  }

  /** Ids of the documents a replica takes in a step. */
  List<String> documents(int replica, long step) {
    return sequences(replica, step).stream()
        .flatMap(sequence -> sequence.documentIds().stream())
        .toList();
  }
}
