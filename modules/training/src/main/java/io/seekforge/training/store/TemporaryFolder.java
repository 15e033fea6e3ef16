package io.seekforge.training.store;

import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder on the driver's own disk for files that must be local while they are made or read. */
public final class TemporaryFolder implements AutoCloseable {
  private final Path path;

  private TemporaryFolder(Path path) {
    this.path = path;
  }

  /** Makes an empty one. */
  public static TemporaryFolder make() {
    try {
      return new TemporaryFolder(Files.createTempDirectory("seekforge-"));
    } catch (IOException e) {
      throw new SeekforgeException("Cannot make a temporary folder: " + e.getMessage(), e);
    }
  }

  /** A place in it. */
  public Path resolve(String name) {
    return path.resolve(name);
  }

  /** Copies all files of one of its folders to another file system, in order of name. */
  public void copyTo(String name, HadoopFolder target) {
    try (Stream<Path> files = Files.list(path.resolve(name))) {
      List<Path> sorted = files.sorted().toList();
      sorted.forEach(file -> target.copyIn(file, file.getFileName().toString()));
    } catch (IOException e) {
      throw new SeekforgeException("Cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  /** Copies all files of a folder into one of its own. */
  public Path copyFrom(HadoopFolder source, String name) {
    Path target = path.resolve(name);
    try {
      Files.createDirectories(target);
      for (String file : source.names()) {
        try (OutputStream out = Files.newOutputStream(target.resolve(file))) {
          source.copyTo(file, out);
        }
      }
      return target;
    } catch (IOException e) {
      throw new SeekforgeException("Cannot write " + target + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> walk = Files.walk(path)) {
      for (Path file : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new SeekforgeException("Cannot delete " + path + ": " + e.getMessage(), e);
    }
  }
}
