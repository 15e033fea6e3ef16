package io.seekforge.model.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seekforge.model.InitialWeights;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.WeightCatalog;
import io.seekforge.model.WeightSpec;
import io.seekforge.model.WeightSpec.Role;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * Hugging Face checkpoints of fresh weights, those of {@link
 * io.seekforge.model.CausalModel#random}. Written piece by piece, so that a model may be larger
 * than memory.
 */
public final class RandomCheckpoint {
  /** Elements in memory at a time. */
  private static final int PIECE = 1 << 20;

  private final ModelConfig config;
  private final Dtype dtype;
  private final long seed;

  private RandomCheckpoint(ModelConfig config, Dtype dtype, long seed) {
    this.config = config;
    this.dtype = dtype;
    this.seed = seed;
  }

  /**
   * Writes a checkpoint whole or not at all, replacing a model that is there.
   *
   * @param like folder whose config.json gives the shape; generation settings and tokenizer are
   *     copied from it too, those that are there
   * @param dtype type of the weights: F32, F16 or BF16; V3's router correction is float32 always
   * @throws io.seekforge.api.SeekforgeException naming what of the configuration is not supported
   */
  public static void write(Path folder, Path like, Dtype dtype, long seed) {
    write(folder, like, dtype, seed, HfCheckpoint.SHARD_BYTES);
  }

  static void write(Path folder, Path like, Dtype dtype, long seed, long mostShardBytes) {
    RandomCheckpoint random = new RandomCheckpoint(HfConfig.read(like), dtype, seed);
    ModelFolder.replace(
        folder,
        temporary -> {
          ModelFolder.copyConfiguration(like, temporary);
          random.writeConfig(like, temporary);
          random.writeShards(temporary, mostShardBytes);
        });
  }

  /** The configuration as it is, but for the type and the quantisation of its weights. */
  private void writeConfig(Path like, Path folder) {
    ObjectNode json = (ObjectNode) JsonFile.read(like.resolve(HfConfig.FILE));
    json.put("dtype", HfConfigWriter.torchName(dtype));
    json.put("torch_dtype", HfConfigWriter.torchName(dtype));
    json.remove("quantization_config");
    ModelFolder.writeJson(folder.resolve(HfConfig.FILE), json);
  }

  private void writeShards(Path folder, long mostBytes) {
    List<List<WeightSpec>> shards =
        HfCheckpoint.shards(WeightCatalog.of(config), dtype.width(), mostBytes);
    HfCheckpoint.fillNew(
        folder,
        shards,
        (writer, spec) -> {
          Dtype type = spec.role() == Role.ROUTER_CORRECTION ? Dtype.F32 : dtype;
          writer.add(spec.name(), type, spec.shape(), out -> writeTensor(spec, type, out));
        });
  }

  private void writeTensor(WeightSpec spec, Dtype type, OutputStream out) throws IOException {
    InitialWeights weights = new InitialWeights(config, spec, seed);
    float[] piece = new float[(int) Math.min(PIECE, spec.size())];
    for (long from = 0; from < spec.size(); from += piece.length) {
      int count = (int) Math.min(piece.length, spec.size() - from);
      weights.read(from, piece, count);
      SafetensorsWriter.writeFloats(type, FloatBuffer.wrap(piece, 0, count), out);
    }
  }
}
