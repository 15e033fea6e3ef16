package io.seekforge.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.seekforge.api.SeekforgeException;
import io.seekforge.model.ExpertNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The weights of a Hugging Face model folder: {@code model.safetensors}, or shards under {@code
 * model.safetensors.index.json}. Immutable and safe for many threads.
 */
public final class WeightIndex {
  /** Name of the only file of an unsharded checkpoint. */
  public static final String SINGLE = "model.safetensors";

  /** Name of the index of a sharded checkpoint. */
  public static final String INDEX = "model.safetensors.index.json";

  private final Path folder;
  private final SortedMap<String, SafetensorsFile> shards;
  private final SortedMap<String, String> shardOf;

  private WeightIndex(
      Path folder, SortedMap<String, SafetensorsFile> shards, SortedMap<String, String> shardOf) {
    this.folder = folder;
    this.shards = shards;
    this.shardOf = shardOf;
  }

  /**
   * Opens all shards of a folder and checks that each holds what the index says.
   *
   * @throws SeekforgeException naming the file and tensor that is missing or broken
   */
  public static WeightIndex open(Path folder) {
    ExpertNames names = ExpertNames.of(modelType(folder));
    if (Files.exists(folder.resolve(SINGLE))) {
      SafetensorsFile file = SafetensorsFile.open(folder.resolve(SINGLE), names);
      SortedMap<String, String> shardOf = new TreeMap<>();
      file.names().forEach(name -> shardOf.put(name, SINGLE));
      return new WeightIndex(folder, new TreeMap<>(Map.of(SINGLE, file)), shardOf);
    }
    if (!Files.exists(folder.resolve(INDEX))) {
      throw new SeekforgeException(
          "Cannot read weights of "
              + folder
              + ": neither "
              + SINGLE
              + " nor "
              + INDEX
              + " is there");
    }
    return openSharded(folder, names);
  }

  /** What config.json beside the weights says; empty without one. */
  private static String modelType(Path folder) {
    Path config = folder.resolve(HfConfig.FILE);
    return Files.exists(config) ? JsonFile.read(config).path("model_type").asText() : "";
  }

  private static WeightIndex openSharded(Path folder, ExpertNames names) {
    Path index = folder.resolve(INDEX);
    SortedMap<String, String> shardOf = new TreeMap<>();
    SortedMap<String, SafetensorsFile> shards = new TreeMap<>();
    for (Map.Entry<String, String> entry : weightMap(index).entrySet()) {
      String shardName = entry.getValue();
      SafetensorsFile shard =
          shards.computeIfAbsent(
              shardName, name -> SafetensorsFile.open(folder.resolve(name), names));
      List<String> shown = shard.shownAs(entry.getKey());
      if (shown.isEmpty()) {
        shard.tensor(entry.getKey());
      }
      shown.forEach(name -> shardOf.put(name, shardName));
    }
    return new WeightIndex(folder, shards, shardOf);
  }

  private static SortedMap<String, String> weightMap(Path index) {
    JsonNode map = JsonFile.read(index).path("weight_map");
    if (!map.isObject() || map.isEmpty()) {
      throw new SeekforgeException("Cannot read " + index + ": it has no weight_map");
    }
    SortedMap<String, String> shardOf = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      String shard = entry.getValue().asText();
      if (!shard.matches("[A-Za-z0-9._-]+\\.safetensors")) {
        throw new SeekforgeException(
            "Cannot read "
                + index
                + ": \""
                + SafetensorsHeader.shown(shard)
                + "\" is no name of a safetensors file beside it");
      }
      shardOf.put(entry.getKey(), shard);
    }
    return shardOf;
  }

  /** The model folder. */
  public Path folder() {
    return folder;
  }

  /** Names of all tensors. */
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(shardOf.keySet()));
  }

  /** File names of the shards, sorted. */
  public List<String> shards() {
    return List.copyOf(shards.keySet());
  }

  public boolean contains(String name) {
    return shardOf.containsKey(name);
  }

  /**
   * The file that holds a tensor.
   *
   * @throws SeekforgeException if none does
   */
  public SafetensorsFile file(String name) {
    String shard = shardOf.get(name);
    if (shard == null) {
      throw new SeekforgeException(
          "Cannot read weights of "
              + folder
              + ": no tensor \""
              + SafetensorsHeader.shown(name)
              + "\"");
    }
    return shards.get(shard);
  }

  /** The opened shard of that file name. */
  public SafetensorsFile shard(String fileName) {
    SafetensorsFile shard = shards.get(fileName);
    if (shard == null) {
      throw new SeekforgeException("Cannot read weights of " + folder + ": no shard " + fileName);
    }
    return shard;
  }

  /** A tensor's elements as floats; its shape must be the given one. */
  public float[] floats(String name, long... shape) {
    SafetensorsFile file = file(name);
    file.tensor(name, shape);
    return file.floats(name);
  }
}
