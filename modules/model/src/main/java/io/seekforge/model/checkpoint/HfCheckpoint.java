package io.seekforge.model.checkpoint;

import io.seekforge.model.ModelConfig;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.ParameterLayout.Entry;
import io.seekforge.model.WeightCatalog;
import io.seekforge.model.WeightSpec;
import io.seekforge.model.WeightSpec.Role;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Hugging Face checkpoints of models whose every parameter was trained. */
public final class HfCheckpoint {
  /** Largest shard of a new checkpoint, as transformers writes it. */
  static final long SHARD_BYTES = 5_000_000_000L;

  private HfCheckpoint() {}

  /**
   * Writes a model that was trained from random weights, replacing one that is there.
   *
   * @param layout names and places of the tensors, under Hugging Face's names
   * @param values flat float32 vector of the layout
   * @param dtype type the weights are stored in: F32, F16 or BF16
   * @param tokenizer folder whose tokenizer files are copied, or null
   */
  public static void write(
      Path folder,
      ModelConfig config,
      ParameterLayout layout,
      INDArray values,
      Dtype dtype,
      Path tokenizer) {
    FlatVector.check(layout, values);
    ModelFolder.replace(
        folder,
        temporary -> {
          HfConfigWriter.write(temporary, config, dtype);
          if (tokenizer != null) {
            ModelFolder.copyTokenizer(tokenizer, temporary);
          }
          Map<String, Entry> entries = byName(layout);
          fillNew(
              temporary,
              shards(WeightCatalog.of(config), dtype.width(), SHARD_BYTES),
              (writer, spec) -> addTrained(writer, spec, entries, values, dtype));
        });
  }

  /**
   * Writes a model whose every parameter was tuned: in the base's types and shards, with the base's
   * configuration and tokenizer. Tensors outside the layout are copied from the base.
   */
  public static void write(Path folder, Path baseFolder, ParameterLayout layout, INDArray values) {
    FlatVector.check(layout, values);
    WeightIndex base = WeightIndex.open(baseFolder);
    ModelFolder.replace(folder, temporary -> fillLikeBase(temporary, base, layout, values));
  }

  private static void fillLikeBase(
      Path folder, WeightIndex base, ParameterLayout layout, INDArray values) throws IOException {
    Map<String, Entry> entries = byName(layout);
    for (Entry entry : layout.entries()) {
      base.file(entry.name()).tensor(entry.name(), entry.shape());
    }
    ModelFolder.fillLike(
        base,
        folder,
        (writer, shard, name) -> {
          if (entries.containsKey(name)) {
            Dtype dtype = StoredWeight.writable(shard.tensor(name).dtype());
            add(writer, entries.get(name), values, dtype);
          } else {
            ModelFolder.addUnchanged(writer, base, shard, name);
          }
        });
  }

  private static void addTrained(
      SafetensorsWriter writer,
      WeightSpec spec,
      Map<String, Entry> entries,
      INDArray values,
      Dtype dtype) {
    if (entries.containsKey(spec.name())) {
      add(writer, entries.get(spec.name()), values, dtype);
    } else if (spec.role() == Role.ROUTER_CORRECTION) {
      writer.add(spec.name(), spec.shape(), new float[(int) spec.size()]);
    } else {
      throw new IllegalArgumentException("Invalid layout: no tensor " + spec.name());
    }
  }

  /** Puts one tensor of a new checkpoint into the shard that is written. */
  @FunctionalInterface
  interface Filling {
    void add(SafetensorsWriter writer, WeightSpec spec);
  }

  /** Writes the shards of a new checkpoint, and their index where there are several. */
  static void fillNew(Path folder, List<List<WeightSpec>> shards, Filling filling) {
    SortedMap<String, String> shardOf = new TreeMap<>();
    long bytes = 0;
    for (int i = 0; i < shards.size(); i++) {
      String shardName = shardName(i, shards.size());
      SafetensorsWriter writer = new SafetensorsWriter();
      for (WeightSpec spec : shards.get(i)) {
        filling.add(writer, spec);
        shardOf.put(spec.name(), shardName);
      }
      bytes += writer.dataBytes();
      writer.write(folder.resolve(shardName));
    }
    if (shards.size() > 1) {
      ModelFolder.writeIndex(folder, shardOf, bytes);
    }
  }

  /** Tensors in model order, cut before a shard would exceed the given size. */
  static List<List<WeightSpec>> shards(List<WeightSpec> tensors, int width, long most) {
    List<List<WeightSpec>> shards = new ArrayList<>();
    long bytes = 0;
    for (WeightSpec tensor : tensors) {
      long size = tensor.size() * width;
      if (shards.isEmpty() || bytes + size > most) {
        shards.add(new ArrayList<>());
        bytes = 0;
      }
      shards.get(shards.size() - 1).add(tensor);
      bytes += size;
    }
    return shards;
  }

  private static String shardName(int index, int count) {
    return count == 1
        ? WeightIndex.SINGLE
        : String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", index + 1, count);
  }

  private static Map<String, Entry> byName(ParameterLayout layout) {
    Map<String, Entry> entries = new HashMap<>();
    layout.entries().forEach(entry -> entries.put(entry.name(), entry));
    return entries;
  }

  private static void add(SafetensorsWriter writer, Entry entry, INDArray values, Dtype dtype) {
    writer.add(
        entry.name(),
        dtype,
        entry.shape(),
        out ->
            SafetensorsWriter.writeFloats(
                dtype, FloatBuffer.wrap(FlatVector.floats(values, entry)), out));
  }
}
