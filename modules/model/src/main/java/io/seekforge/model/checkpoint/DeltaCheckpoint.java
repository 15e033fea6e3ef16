package io.seekforge.model.checkpoint;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.ParameterLayout.Entry;
import io.seekforge.model.experts.ExpertConfig;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The tensors of a base model that training changed, whole, under Hugging Face's names and in the
 * base's types: {@code delta.safetensors}, beside the {@code expert_cfg.json} that says which they
 * are. The file names the base by a hash of its weights.
 *
 * @param config what was trained
 * @param tensors the changed tensors
 */
public record DeltaCheckpoint(ExpertConfig config, SafetensorsFile tensors) {
  /** Name of the weights in a delta folder. */
  public static final String WEIGHTS = "delta.safetensors";

  private static final String BASE = "base_sha256";

  /**
   * Writes a delta folder, replacing one that is there.
   *
   * @param values flat float32 vector of the layout
   */
  public static void write(
      Path folder, Path baseFolder, ExpertConfig config, ParameterLayout layout, INDArray values) {
    WeightIndex base = WeightIndex.open(baseFolder);
    SafetensorsWriter writer = new SafetensorsWriter().note(BASE, BaseHash.of(base));
    for (Entry entry : layout.entries()) {
      TensorInfo info = base.file(entry.name()).tensor(entry.name(), entry.shape());
      Dtype dtype = StoredWeight.writable(info.dtype());
      writer.add(
          entry.name(),
          dtype,
          entry.shape(),
          out ->
              SafetensorsWriter.writeFloats(
                  dtype, FloatBuffer.wrap(FlatVector.floats(values, entry)), out));
    }
    ModelFolder.replace(
        folder,
        temporary -> {
          writer.write(temporary.resolve(WEIGHTS));
          ExpertConfigFile.write(temporary.resolve(ExpertConfigFile.NAME), config);
        });
  }

  /**
   * Reads a delta folder.
   *
   * @throws SeekforgeException naming what is missing or broken
   */
  public static DeltaCheckpoint read(Path folder) {
    SafetensorsFile tensors = SafetensorsFile.open(folder.resolve(WEIGHTS));
    if (!tensors.metadata().containsKey(BASE)) {
      throw new SeekforgeException(
          "Cannot use " + tensors.place() + ": it does not say which base it belongs to");
    }
    return new DeltaCheckpoint(
        ExpertConfigFile.read(folder.resolve(ExpertConfigFile.NAME)), tensors);
  }

  /** Hash of the weights that this belongs to. */
  public String baseHash() {
    return tensors.metadata().get(BASE);
  }

  /**
   * Writes the base with the changed tensors in their places: a Hugging Face checkpoint in the
   * base's types and shards; all other tensors keep their bytes (FP8 becomes bf16).
   *
   * @throws SeekforgeException if this belongs to another base
   */
  public void merge(Path baseFolder, Path outFolder) {
    if (outFolder.toAbsolutePath().normalize().equals(baseFolder.toAbsolutePath().normalize())) {
      throw new SeekforgeException(
          "Cannot write " + outFolder + ": the merged model would replace its own base");
    }
    WeightIndex base = WeightIndex.open(baseFolder);
    check(base);
    ModelFolder.replace(
        outFolder,
        temporary ->
            ModelFolder.fillLike(
                base,
                temporary,
                (writer, shard, name) -> {
                  if (tensors.contains(name)) {
                    writer.add(tensors, name);
                  } else {
                    ModelFolder.addUnchanged(writer, base, shard, name);
                  }
                }));
  }

  private void check(WeightIndex base) {
    for (String name : tensors.names()) {
      if (!base.contains(name)) {
        throw new SeekforgeException(
            "Cannot merge "
                + tensors.place()
                + ": "
                + base.folder()
                + " has no tensor \""
                + SafetensorsHeader.shown(name)
                + "\"");
      }
      base.file(name).tensor(name, tensors.tensor(name).shape());
    }
    String found = BaseHash.of(base);
    if (!found.equals(baseHash())) {
      throw new SeekforgeException(
          "Cannot merge %s into %s: it was trained on another base (weights %.12s, here %.12s)"
              .formatted(tensors.place(), base.folder(), baseHash(), found));
    }
  }

  /** The values in the order of a layout. */
  public INDArray parameters(ParameterLayout layout) {
    return FlatVector.read(tensors, "", layout);
  }
}
