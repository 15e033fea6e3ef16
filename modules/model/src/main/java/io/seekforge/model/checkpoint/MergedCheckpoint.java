package io.seekforge.model.checkpoint;

import io.seekforge.api.SeekforgeException;
import java.nio.file.Path;

/**
 * A base model with an adapter folded in ({@link LowRankSum}), stored in the base's own type (bf16
 * where that is FP8), in shards of the base's own names. Configuration and tokenizer are copied.
 */
public final class MergedCheckpoint {
  private static final String WEIGHT = ".weight";

  private final WeightIndex base;
  private final PeftAdapter adapter;

  private MergedCheckpoint(WeightIndex base, PeftAdapter adapter) {
    this.base = base;
    this.adapter = adapter;
  }

  /**
   * Writes a Hugging Face checkpoint, replacing one that is there.
   *
   * @throws SeekforgeException if the adapter does not fit the base
   */
  public static void write(Path baseFolder, PeftAdapter adapter, Path outFolder) {
    if (outFolder.toAbsolutePath().normalize().equals(baseFolder.toAbsolutePath().normalize())) {
      throw new SeekforgeException(
          "Cannot write " + outFolder + ": the merged model would replace its own base");
    }
    MergedCheckpoint merged = new MergedCheckpoint(WeightIndex.open(baseFolder), adapter);
    merged.checkTargets();
    ModelFolder.replace(
        outFolder, temporary -> ModelFolder.fillLike(merged.base, temporary, merged::add));
  }

  private void checkTargets() {
    for (String module : adapter.modules()) {
      if (!base.contains(module + WEIGHT)) {
        throw new SeekforgeException(
            "Cannot merge "
                + adapter.tensors().place()
                + ": "
                + base.folder()
                + " has no tensor \""
                + SafetensorsHeader.shown(module + WEIGHT)
                + "\"");
      }
    }
  }

  private void add(SafetensorsWriter writer, SafetensorsFile shard, String name) {
    String module = name.endsWith(WEIGHT) ? name.substring(0, name.length() - WEIGHT.length()) : "";
    if (!adapter.changes(module)) {
      ModelFolder.addUnchanged(writer, base, shard, name);
      return;
    }
    TensorInfo info = shard.tensor(name);
    if (info.shape().length != 2) {
      throw new SeekforgeException(
          "Cannot merge into " + info + " of " + shard.place() + ": it is no linear layer");
    }
    Dtype dtype = StoredWeight.writable(info.dtype());
    writer.add(
        name,
        dtype,
        info.shape(),
        out -> sum(info, module).write(base, info.name(), info.shape(), dtype, out));
  }

  private LowRankSum sum(TensorInfo info, String module) {
    return new LowRankSum(
        adapter.lowRankA(module, info.shape()[1]),
        adapter.lowRankB(module, info.shape()[0]),
        adapter.config().r(),
        (float) adapter.config().scale(),
        adapter.config().dora() ? adapter.magnitude(module, info.shape()[0]) : null);
  }
}
