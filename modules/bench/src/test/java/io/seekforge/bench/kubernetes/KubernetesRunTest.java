package io.seekforge.bench.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.bench.quickstart.Quickstart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trains under Spark's scheduler for Kubernetes; executors run on this machine in their pods'
 * stead.
 */
final class KubernetesRunTest {
  private static final int ROUNDS = 400;

  @TempDir Path folder;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void anExecutorThatDiesIsReplacedAndTheAdapterIsThatOfALocalRun() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Node node = new Node(cluster, folder.resolve("node"), cluster.jars())) {
      Path recipe = recipe();
      Path local = folder.resolve("local");
      Path remote = folder.resolve("remote");
      here(command("run", recipe, local), "--to", "pack");
      FileUtils.copyDirectory(local.toFile(), remote.toFile());
      here(command("train", recipe, local));

      Process driver =
          cluster.drive(
              "kubernetes",
              command("train", recipe, remote),
              "--conf spark.executor.instances=2 --conf spark.executor.cores=1"
                  + " --executor-memory 1g --conf spark.executor.memoryOverhead=1g");
      try {
        awaitRounds(remote, 10, driver, cluster);
        Process executor = node.executors().values().iterator().next();
        executor.destroyForcibly().waitFor();
        assertThat(rounds(remote)).isLessThan(ROUNDS);
        assertThat(driver.waitFor()).withFailMessage(cluster::story).isZero();
      } finally {
        driver.destroyForcibly().waitFor();
      }
      assertThat(node.executors()).hasSize(3);
      assertThat(cluster.pods("executor")).isEmpty();
      assertThat(rounds(remote)).isEqualTo(ROUNDS);
      assertThat(find(remote, "adapter/adapter_model.safetensors"))
          .hasSameBinaryContentAs(find(local, "adapter/adapter_model.safetensors"));
    }
  }

  private Path recipe() throws IOException {
    Path files = Quickstart.ROOT.resolve("conf/quickstart");
    return Files.writeString(
        folder.resolve("recipe.yaml"),
        """
        name: small
        seed: 42
        model: {path: %1$s/base}
        collect:
          sources:
            - name: cases
              path: %1$s/raw/cases/cases.jsonl
              fields: {key: id, prompt: question, completion: answer}
              license: CC0-1.0
              lang: en
        pack: {sequence-length: 256, replicas: 4}
        train: {lora: {r: 8, alpha: 16}, max-steps: %2$d, sequences-per-step: 2, checkpoint-every: 100}
        """
            .formatted(files, ROUNDS));
  }

  private static List<String> command(String name, Path recipe, Path workspace) {
    return Quickstart.command(name, recipe.toString(), workspace.toString());
  }

  private void here(List<String> command, String... more) throws Exception {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(List.of("--master", "local[1]"));
    whole.addAll(List.of(more));
    Path log = folder.resolve("local.log");
    assertThat(Quickstart.launch(whole, log, Map.of()).waitFor())
        .withFailMessage(() -> log(log))
        .isZero();
  }

  private static String log(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void awaitRounds(Path workspace, int count, Process driver, Cluster cluster)
      throws Exception {
    Instant end = Instant.now().plus(Duration.ofMinutes(5));
    while (rounds(workspace) < count) {
      assertThat(driver.isAlive()).withFailMessage(cluster::story).isTrue();
      assertThat(Instant.now()).withFailMessage(cluster::story).isBefore(end);
      Thread.sleep(100);
    }
  }

  private static long rounds(Path workspace) throws IOException {
    Path log = find(workspace, "training.jsonl");
    if (log == null) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(log)) {
      return lines.filter(line -> line.contains("\"loss\"")).count();
    }
  }

  /**
   * Null if it is not there yet.
   *
   * @param name under the folder of the one version of the stage; checkpoints have logs too
   */
  private static Path find(Path workspace, String name) throws IOException {
    Path train = workspace.resolve("small/train");
    if (!Files.exists(train)) {
      return null;
    }
    try (Stream<Path> versions = Files.list(train)) {
      return versions
          .map(version -> version.resolve(name))
          .filter(Files::exists)
          .findFirst()
          .orElse(null);
    }
  }
}
