package io.seekforge.training;

import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.model.checkpoint.DeltaCheckpoint;
import io.seekforge.model.checkpoint.MergedCheckpoint;
import io.seekforge.model.checkpoint.MergedMixture;
import io.seekforge.model.checkpoint.MixtureAdapter;
import io.seekforge.model.checkpoint.PeftAdapter;
import io.seekforge.training.resident.FolderModel;
import io.seekforge.training.store.HadoopFolder;
import io.seekforge.training.store.TemporaryFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Lays out what goes to serving: {@code adapter/}, byte for byte as trained, and on request {@code
 * merged/}, the base with the adapter folded in. With {@code method: full} the trained checkpoint
 * is {@code merged/} and there is no adapter; with {@code method: experts} the changed tensors are
 * {@code delta/}; with {@code method: mixture} it is {@code mixture/}, and {@code merged/} a
 * Mixtral checkpoint.
 */
public final class ExportStage implements TrainingJob {
  /** Folder of the merged checkpoint. */
  static final String MERGED = "merged";

  @Override
  public StageName stage() {
    return StageName.EXPORT;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<StageName> inputs() {
    return List.of(StageName.TRAIN);
  }

  @Override
  public List<String> dictionaries(Recipe recipe) {
    return recipe.export().merged() ? FolderModel.files(recipe.model().path()) : List.of();
  }

  @Override
  public StageCounts run(
      JavaSparkContext spark,
      Recipe recipe,
      StageInputs inputs,
      StageFolder output,
      Progress progress) {
    HadoopFolder train =
        new HadoopFolder(inputs.folder(StageName.TRAIN).root(), spark.hadoopConfiguration());
    HadoopFolder out = new HadoopFolder(output.root(), spark.hadoopConfiguration());
    try (TemporaryFolder temporary = TemporaryFolder.make()) {
      if (Method.full(recipe)) {
        temporary.copyFrom(train.child(Method.MODEL), MERGED);
        temporary.copyTo(MERGED, out.child(MERGED));
      } else if (Method.delta(recipe)) {
        Path delta = temporary.copyFrom(train.child(Method.DELTA), Method.DELTA);
        temporary.copyTo(Method.DELTA, out.child(Method.DELTA));
        if (recipe.export().merged()) {
          DeltaCheckpoint.read(delta)
              .merge(Path.of(recipe.model().path()), temporary.resolve(MERGED));
          temporary.copyTo(MERGED, out.child(MERGED));
        }
      } else if (Method.mixture(recipe)) {
        Path mixture = temporary.copyFrom(train.child(Method.MIXTURE), Method.MIXTURE);
        temporary.copyTo(Method.MIXTURE, out.child(Method.MIXTURE));
        if (recipe.export().merged()) {
          MergedMixture.write(
              Path.of(recipe.model().path()),
              MixtureAdapter.read(mixture),
              temporary.resolve(MERGED));
          temporary.copyTo(MERGED, out.child(MERGED));
        }
      } else {
        Path adapter = temporary.copyFrom(train.child(Method.ADAPTER), Method.ADAPTER);
        temporary.copyTo(Method.ADAPTER, out.child(Method.ADAPTER));
        if (recipe.export().merged()) {
          MergedCheckpoint.write(
              Path.of(recipe.model().path()), PeftAdapter.read(adapter), temporary.resolve(MERGED));
          temporary.copyTo(MERGED, out.child(MERGED));
        }
      }
    }
    long files =
        Stream.of(Method.ADAPTER, Method.DELTA, Method.MIXTURE, MERGED)
            .mapToLong(name -> out.child(name).names().size())
            .sum();
    return new StageCounts(files, files, 0, new TreeMap<>(), new TreeMap<>());
  }
}
