package io.seekforge.training.resident;

import io.seekforge.api.ContentHash;
import io.seekforge.api.SeekforgeException;
import io.seekforge.model.CausalModel;
import io.seekforge.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A Hugging Face checkpoint in a folder that every executor sees under the same path.
 *
 * @param folder local or mounted path
 * @param precision storage of the frozen weights
 * @param key names folder, precision, configuration and the sizes of the weight files
 */
public record FolderModel(String folder, Precision precision, String key) implements BaseModel {

  /** Looks at the folder once, on the driver. */
  public static FolderModel of(String folder, String precision) {
    Path path = Path.of(folder).toAbsolutePath().normalize();
    Path config = path.resolve("config.json");
    if (!Files.isRegularFile(config)) {
      throw new SeekforgeException(
          "Cannot open the base model " + path + ": no config.json (see model.path)");
    }
    try {
      String key =
          ContentHash.of(path.toString(), precision, Files.readString(config), weightSizes(path));
      return new FolderModel(path.toString(), Precision.of(precision), key);
    } catch (IOException e) {
      throw new SeekforgeException("Cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  /** Files of a checkpoint that decide what the model computes, as paths, ascending. */
  public static List<String> files(String folder) {
    try (Stream<Path> children = Files.list(Path.of(folder))) {
      return children
          .filter(
              child -> {
                String name = child.getFileName().toString();
                return name.equals("config.json") || name.contains(".safetensors");
              })
          .map(Path::toString)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new SeekforgeException(
          "Cannot list the base model " + folder + ": " + e.getMessage(), e);
    }
  }

  private static SortedMap<String, Long> weightSizes(Path folder) throws IOException {
    SortedMap<String, Long> sizes = new TreeMap<>();
    for (String file : files(folder.toString())) {
      sizes.put(file, Files.size(Path.of(file)));
    }
    return sizes;
  }

  @Override
  public CausalModel open() {
    return CausalModel.load(Path.of(folder), precision);
  }
}
