package io.seekforge.bench.quickstart;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What SPARK_HOME names: Spark with its clients of YARN and Kubernetes, as links to the jars of
 * this class path without us and Hadoop's servers.
 *
 * @param folder with jars/
 */
public record SparkHome(Path folder) implements AutoCloseable {
  /** Makes the links. */
  public static SparkHome link(Path folder) throws IOException {
    Path jars = Files.createDirectories(folder.resolve("jars"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path jar = Path.of(entry);
      String name = jar.getFileName().toString();
      if (name.endsWith(".jar") && !name.contains("minicluster") && !name.contains("seekforge")) {
        Files.createSymbolicLink(jars.resolve(name), jar);
      }
    }
    return new SparkHome(folder);
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> links = Files.list(folder.resolve("jars"))) {
      for (Path link : links.toList()) {
        Files.delete(link);
      }
    }
  }
}
