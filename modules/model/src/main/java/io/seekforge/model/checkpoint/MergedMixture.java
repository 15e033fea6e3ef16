package io.seekforge.model.checkpoint;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.ExpertNames;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.WeightCatalog;
import io.seekforge.model.WeightSpec;
import io.seekforge.model.WeightSpec.Role;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A mixture of adapters with its base as one Mixtral checkpoint: each expert is the feed-forward
 * with the expert's adapter folded in, the router is the mixture's own, the rest is the base's.
 * Both route alike (a softmax over all experts, the best top-k divided by their sum), so nothing
 * but rounding changes.
 */
public final class MergedMixture {
  private static final String EMBEDDING = "model.embed_tokens.weight";

  private final WeightIndex base;
  private final MixtureAdapter adapter;
  private final ModelConfig mixture;

  private MergedMixture(WeightIndex base, MixtureAdapter adapter, ModelConfig mixture) {
    this.base = base;
    this.adapter = adapter;
    this.mixture = mixture;
  }

  /**
   * Writes a Hugging Face checkpoint in the base's types, replacing one that is there. It holds the
   * feed-forwards once for each expert.
   *
   * @throws SeekforgeException if the mixture does not fit the base, or Mixtral has no place for
   *     the base's tensors
   */
  public static void write(Path baseFolder, MixtureAdapter adapter, Path outFolder) {
    ModelConfig dense = HfConfig.read(baseFolder);
    if (!MixtralShape.takes(dense)) {
      throw new SeekforgeException(
          "Cannot merge the mixture %s into %s: its layout would be Mixtral's, which has no place"
                  .formatted(adapter.tensors().place(), baseFolder)
              + " for a %s model; keep base and mixture apart (generate --adapter)"
                  .formatted(MixtralShape.kind(dense)));
    }
    if (outFolder.toAbsolutePath().normalize().equals(baseFolder.toAbsolutePath().normalize())) {
      throw new SeekforgeException(
          "Cannot write " + outFolder + ": the merged model would replace its own base");
    }
    adapter.checkFits(ParameterLayout.of(dense, adapter.config()));
    ModelConfig shape = MixtralShape.of(dense, adapter.config().experts(), adapter.config().topK());
    MergedMixture merged = new MergedMixture(WeightIndex.open(baseFolder), adapter, shape);
    ModelFolder.replace(outFolder, temporary -> merged.fill(baseFolder, temporary));
  }

  private void fill(Path baseFolder, Path folder) throws IOException {
    Dtype dtype = type(EMBEDDING);
    HfConfigWriter.write(folder, mixture, dtype);
    ModelFolder.copyTokenizer(baseFolder, folder);
    HfCheckpoint.fillNew(
        folder,
        HfCheckpoint.shards(WeightCatalog.of(mixture), dtype.width(), HfCheckpoint.SHARD_BYTES),
        this::add);
  }

  private Dtype type(String name) {
    return StoredWeight.writable(base.file(name).tensor(name).dtype());
  }

  private void add(SafetensorsWriter writer, WeightSpec spec) {
    ExpertNames.Place place = ExpertNames.place(spec.name());
    if (spec.role() == Role.ROUTER) {
      String[] parts = spec.name().split("\\.");
      float[] router = adapter.router(Integer.parseInt(parts[2]));
      writer.add(spec.name(), type(EMBEDDING), spec.shape(), router);
    } else if (place != null) {
      String module = MixtralShape.denseModule(spec.name(), place);
      String weight = module + ".weight";
      writer.add(
          spec.name(),
          type(weight),
          spec.shape(),
          out ->
              adapter
                  .sum(module, place.expert())
                  .write(base, weight, spec.shape(), type(weight), out));
    } else {
      ModelFolder.addUnchanged(writer, base, base.file(spec.name()), spec.name());
    }
  }
}
