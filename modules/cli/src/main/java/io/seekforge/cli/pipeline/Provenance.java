package io.seekforge.cli.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.package$;

/** Software and machine that made a stage's output. */
public record Provenance(
    @JsonProperty("seekforge") String seekforge,
    @JsonProperty("java") String java,
    @JsonProperty("os") String os,
    @JsonProperty("spark") String spark,
    @JsonProperty("cpu") String cpu) {

  /** This process. */
  static Provenance here() {
    String version = Provenance.class.getPackage().getImplementationVersion();
    return new Provenance(
        version == null ? "development" : version,
        System.getProperty("java.vendor") + " " + System.getProperty("java.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        package$.MODULE$.SPARK_VERSION(),
        processor());
  }

  private static String processor() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
