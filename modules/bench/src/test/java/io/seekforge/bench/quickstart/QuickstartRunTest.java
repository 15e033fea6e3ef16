package io.seekforge.bench.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The quickstart through its own launcher. */
final class QuickstartRunTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void everyPlantedDefectIsReportedAndAKilledRunEndsWithTheSameAdapter() throws Exception {
    Path whole = Quickstart.whole();
    assertDefectsReported(whole);
    assertTraced(whole);

    // A second workspace with the same stages as far as training, killed while it trains.
    Path killed = folder.resolve("killed");
    copy(whole, killed, List.of("train", "evaluate", "export", "report", "out"));
    Process process = Quickstart.run(killed);
    awaitCheckpoint(killed, process);
    process.destroyForcibly().waitFor();
    assertThat(adapter(killed)).doesNotExist();
    assertThat(Quickstart.run(killed).waitFor()).as("see %s.log", killed).isZero();
    assertThat(Files.readString(Quickstart.log(killed))).contains("going on from round");
    assertThat(adapter(killed)).hasSameBinaryContentAs(adapter(whole));
  }

  private static void assertDefectsReported(Path workspace) throws IOException {
    JsonNode planted =
        JSON.readTree(Quickstart.ROOT.resolve("conf/quickstart/planted.json").toFile());
    JsonNode drops = JSON.readTree(output(workspace, "report/report.json").toFile()).path("drops");
    assertThat(planted).isNotEmpty();
    assertThat(planted)
        .allSatisfy(
            defect ->
                assertThat(StreamSupport.stream(drops.spliterator(), false))
                    .as(defect.toString())
                    .anyMatch(drop -> isDropOf(drop, defect)));
    assertThat(drops).hasSameSizeAs(planted);
  }

  private static boolean isDropOf(JsonNode drop, JsonNode defect) {
    return drop.path("stage").equals(defect.path("stage"))
        && (defect.path("rule").asText().isEmpty() || drop.path("rule").equals(defect.path("rule")))
        && (!defect.has("key") || drop.path("key").equals(defect.path("key")))
        && (!defect.has("file")
            || drop.path("file").asText().endsWith("/" + defect.path("file").asText()))
        && (!defect.has("position") || drop.path("position").equals(defect.path("position")));
  }

  /** The way of a document that stayed names its duplicates and leads to a row of a shard. */
  private void assertTraced(Path workspace) throws Exception {
    JsonNode drops = JSON.readTree(output(workspace, "report/report.json").toFile()).path("drops");
    JsonNode duplicate =
        StreamSupport.stream(drops.spliterator(), false)
            .filter(drop -> drop.path("rule").asText().equals("exact_duplicate"))
            .findFirst()
            .orElseThrow();
    String id = duplicate.path("id").asText();
    String keptId = duplicate.path("duplicate_of").asText();
    JsonNode kept = trace(workspace, keptId);
    assertThat(kept.path("duplicates").findValuesAsText("id")).contains(id);
    assertThat(kept.path("not_run")).isEmpty();
    assertThat(kept.path("shards")).isNotEmpty();
    JsonNode bad =
        StreamSupport.stream(drops.spliterator(), false)
            .filter(drop -> drop.path("rule").asText().equals("invalid_json"))
            .findFirst()
            .orElseThrow();
    String record = bad.path("file").asText() + "#" + bad.path("position").asText();
    assertThat(trace(workspace, record).path("quarantine").findValuesAsText("reason"))
        .contains("invalid_json");
  }

  private JsonNode trace(Path workspace, String id) throws Exception {
    File out = folder.resolve("trace.json").toFile();
    List<String> command =
        Quickstart.command("trace", "conf/quickstart.yaml", workspace.toString());
    command.addAll(List.of(id, "--json"));
    Path log = folder.resolve("trace.log");
    Process process =
        new ProcessBuilder(command)
            .directory(Quickstart.ROOT.toFile())
            .redirectOutput(out)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    assertThat(process.waitFor()).as("trace %s, see %s", id, log).isZero();
    return JSON.readTree(out).path(0);
  }

  private static void awaitCheckpoint(Path workspace, Process process) throws Exception {
    Instant end = Instant.now().plus(Duration.ofMinutes(5));
    while (Instant.now().isBefore(end) && process.isAlive()) {
      if (count(workspace.resolve("quickstart/train"), "step-") >= 2) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError(
        "No two checkpoints of the run that is to be killed: " + Quickstart.log(workspace));
  }

  private static long count(Path folder, String prefix) throws IOException {
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.find(folder, 3, (path, attributes) -> true)) {
      return files.filter(path -> path.getFileName().toString().startsWith(prefix)).count();
    }
  }

  private static void copy(Path from, Path to, List<String> without) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path relative = from.relativize(file);
        if (relative.getNameCount() < 2 || !without.contains(relative.getName(1).toString())) {
          Files.copy(file, to.resolve(relative.toString()));
        }
      }
    }
  }

  private static Path adapter(Path workspace) {
    return workspace.resolve(Quickstart.ADAPTER);
  }

  private static Path output(Path workspace, String name) {
    return workspace.resolve("quickstart/out").resolve(name);
  }
}
