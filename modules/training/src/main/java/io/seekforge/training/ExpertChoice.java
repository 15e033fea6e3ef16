package io.seekforge.training;

import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.ExpertsSection;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.checkpoint.ExpertConfigFile;
import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.model.experts.ExpertConfig;
import io.seekforge.model.experts.ExpertScore;
import io.seekforge.model.experts.ExpertSelection;
import io.seekforge.training.evaluate.Chunk;
import io.seekforge.training.resident.FolderModel;
import io.seekforge.training.resident.ModelContext;
import io.seekforge.training.routing.RoutingJob;
import io.seekforge.training.routing.RoutingStatistics;
import io.seekforge.training.routing.RoutingTables;
import io.seekforge.training.routing.ScoreSummary;
import io.seekforge.training.shard.ShardSummary;
import io.seekforge.training.store.HadoopFolder;
import io.seekforge.training.store.TemporaryFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Which experts a recipe trains: those of its file, or those that its training shards use. The
 * choice stands in the train stage's folder {@code routing/}, with the statistics it follows from.
 */
final class ExpertChoice {
  /** Folder of the choice in the stage's output. */
  static final String FOLDER = "routing";

  private ExpertChoice() {}

  /** Chooses, unless a run that died has done so, and leaves the choice in the output folder. */
  static ExpertConfig make(
      JavaSparkContext spark,
      Recipe recipe,
      FolderModel base,
      StageFolder pack,
      HadoopFolder output,
      Progress progress) {
    HadoopFolder folder = output.child(FOLDER);
    ModelConfig model = HfConfig.read(Path.of(base.folder()));
    ExpertConfig.requireExperts("train.method experts", model);
    if (!folder.exists(ExpertConfigFile.NAME)) {
      ExpertsSection section = recipe.train().experts();
      ExpertConfig chosen =
          section.config().isEmpty()
              ? choose(spark, recipe, base, model, pack, folder)
              : ExpertConfigFile.read(Path.of(section.config()));
      chosen.check(section.config().isEmpty() ? "the choice of experts" : section.config(), model);
      folder.write(ExpertConfigFile.NAME, ExpertConfigFile.bytes(chosen));
    }
    ExpertConfig chosen = read(output);
    progress.message(
        "train: %d of %d experts%s%s"
            .formatted(
                chosen.size(),
                (model.layers() - model.moe().firstDenseLayers()) * model.moe().experts(),
                chosen.sharedExperts() ? ", shared experts" : "",
                chosen.nonExpertModules() ? ", all that is no expert" : ""));
    return chosen;
  }

  private static ExpertConfig choose(
      JavaSparkContext spark,
      Recipe recipe,
      FolderModel base,
      ModelConfig model,
      StageFolder pack,
      HadoopFolder folder) {
    ExpertsSection section = recipe.train().experts();
    SerializableConfiguration hadoop = new SerializableConfiguration(spark.hadoopConfiguration());
    try (Sent<SerializableConfiguration> sent = Sent.of(spark, hadoop);
        Sent<ModelContext> context = Sent.of(spark, new ModelContext(base, null, hadoop))) {
      List<ShardSummary> shards = ShardSurvey.of(spark, sent.broadcast(), pack, "train");
      List<Chunk> chunks = Chunk.ofShards(shards, section.sample());
      RoutingStatistics statistics =
          new RoutingJob(spark, context.broadcast(), model.moe())
              .run(new TreeMap<>(Map.of(recipe.name(), chunks)), chunks.size());
      RoutingTables.write(statistics, folder, spark.hadoopConfiguration());
      folder.write(ScoreSummary.NAME, ScoreSummary.bytes(statistics.of(recipe.name())));
      return statistics.choose(
          List.of(recipe.name()),
          ExpertScore.of(section.score()),
          section.top() > 0
              ? new ExpertSelection.Top(section.top())
              : new ExpertSelection.Share(section.share()),
          section.sharedExperts(),
          section.nonExpertModules());
    }
  }

  /** The choice that a train stage left. */
  static ExpertConfig read(HadoopFolder train) {
    try (TemporaryFolder temporary = TemporaryFolder.make()) {
      Path local = temporary.copyFrom(train.child(FOLDER), FOLDER);
      return ExpertConfigFile.read(local.resolve(ExpertConfigFile.NAME));
    }
  }
}
