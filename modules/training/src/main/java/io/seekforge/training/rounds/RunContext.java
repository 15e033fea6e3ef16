package io.seekforge.training.rounds;

import io.seekforge.api.PackedSequence;
import io.seekforge.api.recipe.TrainSection;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.optim.CorrectionBias;
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
 * @param layout names and places of the parameters
 * @param bias correction biases among the parameters
 * @param train the recipe's section
 * @param seed seed of the order of rows and of dropout
 */
public record RunContext(
    ModelContext model,
    List<ShardFile> shards,
    RunPlan plan,
    LearningRate rate,
    ParameterLayout layout,
    CorrectionBias bias,
    TrainSection train,
    long seed)
    implements Serializable {

  /** A run over shards of parameters laid out like this. */
  public static RunContext of(
      ModelContext model,
      List<ShardFile> shards,
      RunPlan plan,
      LearningRate rate,
      ParameterLayout layout,
      TrainSection train,
      long seed) {
    CorrectionBias bias = CorrectionBias.of(layout, train.router().biasRate());
    return new RunContext(model, shards, plan, rate, layout, bias, train, seed);
  }

  /** The rows a replica takes in a step (from 0), in order; empty if its shard has none left. */
  List<Turn> turns(int replica, long step) {
    ShardFile shard = shards.get(replica);
    Configuration configuration = model.hadoop().value();
    List<PackedSequence> rows = Resident.shard(shard, configuration);
    List<Turn> taken = new ArrayList<>();
    for (long slot = plan.slotsAfter(step); slot < plan.slotsAfter(step + 1); slot++) {
      int place = (int) (slot % plan.longest());
      if (place < rows.size()) {
        long epoch = slot / plan.longest();
        int row = Resident.order(shard, configuration, seed, replica, epoch)[place];
        taken.add(Turn.of(rows.get(row), seed, replica, slot));
      }
    }
    return taken;
  }

  /** Ids of the documents of a step: nobody knows which one it was. */
  List<String> allDocuments(long step) {
    List<String> documents = new ArrayList<>();
    for (int replica = 0; replica < shards.size(); replica++) {
      documents.addAll(documents(replica, step));
    }
    return documents;
  }

  /** Ids of the documents a replica takes in a step. */
  List<String> documents(int replica, long step) {
    return turns(replica, step).stream()
        .flatMap(turn -> turn.sequence().documentIds().stream())
        .toList();
  }
}
