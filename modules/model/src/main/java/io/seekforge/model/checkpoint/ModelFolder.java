package io.seekforge.model.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Folders that hold a model or an adapter: written whole or not at all. */
final class ModelFolder {
  private static final List<String> TOKENIZER_FILES =
      List.of(
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "tokenizer.model",
          "vocab.json",
          "merges.txt",
          "chat_template.jinja",
          "chat_template.json");
  private static final List<String> CONFIG_FILES = List.of(HfConfig.FILE, "generation_config.json");
  private static final List<String> MARKS =
      List.of(HfConfig.FILE, PeftAdapter.CONFIG, DeltaCheckpoint.WEIGHTS);

  private ModelFolder() {}

  /** Fills a folder. */
  @FunctionalInterface
  interface Filling {
    void fill(Path folder) throws IOException;
  }

  /**
   * Fills a temporary folder and puts it in the place of {@code target}.
   *
   * @throws SeekforgeException if {@code target} holds something that is no model or adapter
   */
  static void replace(Path target, Filling filling) {
    Path absolute = target.toAbsolutePath().normalize();
    Path temporary = absolute.resolveSibling("." + absolute.getFileName() + ".tmp");
    try {
      if (!replaceable(absolute)) {
        throw new SeekforgeException(
            "Cannot write " + target + ": it is there already and is no model or adapter folder");
      }
      delete(temporary);
      Files.createDirectories(temporary);
      filling.fill(temporary);
      delete(absolute);
      Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new SeekforgeException("Cannot write " + target + ": " + e.getMessage(), e);
    }
  }

  private static boolean replaceable(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return true;
    }
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children.findAny().isEmpty()
          || MARKS.stream().anyMatch(mark -> Files.exists(folder.resolve(mark)));
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** Copies the tokenizer's files, those that are there. */
  static void copyTokenizer(Path from, Path to) throws IOException {
    copy(TOKENIZER_FILES, from, to);
  }

  /** Copies configuration and tokenizer, and the code files that a configuration may refer to. */
  static void copyConfiguration(Path from, Path to) throws IOException {
    copy(CONFIG_FILES, from, to);
    copyTokenizer(from, to);
    try (Stream<Path> children = Files.list(from)) {
      copy(
          children
              .map(child -> child.getFileName().toString())
              .filter(f -> f.endsWith(".py"))
              .toList(),
          from,
          to);
    }
  }

  private static void copy(List<String> names, Path from, Path to) throws IOException {
    for (String name : names) {
      if (Files.isRegularFile(from.resolve(name))) {
        Files.copy(from.resolve(name), to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** Puts one tensor of a base checkpoint, changed or as it is, into the shard that is written. */
  @FunctionalInterface
  interface Tuning {
    void add(SafetensorsWriter writer, SafetensorsFile shard, String tensor);
  }

  /**
   * Writes a checkpoint in the shards of its base, with the base's configuration and tokenizer. FP8
   * becomes bf16, without scales: a merged weight has no scales of its own.
   */
  static void fillLike(WeightIndex base, Path folder, Tuning tuning) throws IOException {
    copyConfiguration(base.folder(), folder);
    dropQuantization(folder.resolve(HfConfig.FILE));
    SortedMap<String, String> shardOf = new TreeMap<>();
    long bytes = 0;
    for (String shardName : base.shards()) {
      SafetensorsFile shard = base.shard(shardName);
      SafetensorsWriter writer = new SafetensorsWriter();
      for (String name : shard.names()) {
        if (!StoredWeight.isScales(base, name)) {
          tuning.add(writer, shard, name);
        }
      }
      writer.names().forEach(name -> shardOf.put(name, shardName));
      bytes += writer.dataBytes();
      writer.write(folder.resolve(shardName));
    }
    if (!base.shards().contains(WeightIndex.SINGLE)) {
      writeIndex(folder, shardOf, bytes);
    }
  }

  private static void dropQuantization(Path config) {
    if (Files.exists(config) && JsonFile.read(config) instanceof ObjectNode json) {
      if (json.remove("quantization_config") != null) {
        writeJson(config, json);
      }
    }
  }

  /** Adds a tensor of a base as it is, FP8 widened to bf16. */
  static void addUnchanged(
      SafetensorsWriter writer, WeightIndex base, SafetensorsFile shard, String name) {
    TensorInfo info = shard.tensor(name);
    Dtype dtype = StoredWeight.writable(info.dtype());
    if (dtype == info.dtype()) {
      writer.add(shard, name);
      return;
    }
    int columns = Math.toIntExact(info.shape()[info.shape().length - 1]);
    writer.add(
        name,
        dtype,
        info.shape(),
        out -> {
          float[] row = new float[columns];
          try (StoredWeight stored = StoredWeight.open(base, name, info.shape())) {
            for (long from = 0; from < info.elements(); from += columns) {
              stored.read(from, row, columns);
              SafetensorsWriter.writeFloats(dtype, FloatBuffer.wrap(row), out);
            }
          }
        });
  }

  /** Writes the index of a sharded checkpoint. */
  static void writeIndex(Path folder, SortedMap<String, String> shardOf, long totalBytes) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.putObject("metadata").put("total_size", totalBytes);
    ObjectNode map = json.putObject("weight_map");
    for (Map.Entry<String, String> entry : shardOf.entrySet()) {
      map.put(entry.getKey(), entry.getValue());
    }
    writeJson(folder.resolve(WeightIndex.INDEX), json);
  }

  static void writeJson(Path file, ObjectNode json) {
    String text = json.toPrettyString() + "\n";
    AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
