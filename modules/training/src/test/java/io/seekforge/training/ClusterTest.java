package io.seekforge.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The same bytes from real executors, with speculation on, whoever is killed. */
class ClusterTest {
  private static final int ROUNDS = 8;
  private static final long PATIENCE_MINUTES = 40;

  private static final String FLAKY = "flaky://";

  @TempDir Path folder;

  @BeforeEach
  void writePack() {
    new TinyPack(folder.resolve("pack")).write(9, 6, 8, 7, 9, 5, 8, 4);
  }

  /** First on two executors, then, the driver killed too, on one of two cores. */
  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void bytesAreTheSameWhenExecutorsAndTheDriverAreKilled() throws Exception {
    local(ROUNDS);
    Process driver = driver("local-cluster[2,1,1024]", "first", "killed", ROUNDS, "kill=9", FLAKY);
    try {
      awaitCheckpoint(driver, folder.resolve("killed/h10/checkpoints/step-00000040/state.json"));
    } finally {
      driver.destroyForcibly().waitFor();
    }
    assertThat(log("first")).contains("killing an executor");
    assertThat(folder.resolve("killed/h10/parameters")).doesNotExist();
    finish(driver("local-cluster[1,2,1024]", "second", "killed", ROUNDS), "second");
    assertSame("killed");
  }

  /** Minutes of it, for {@code -Dseekforge.test.chaos=true}. */
  @Test
  @EnabledIfSystemProperty(named = "seekforge.test.chaos", matches = "true")
  void aHundredRoundsOfChaosEndWithTheSameBytes() throws Exception {
    int rounds = 100;
    local(rounds);
    finish(driver("local-cluster[2,1,1024]", "chaos", "chaos", rounds, "kill=5", FLAKY), "chaos");
    long kills = log("chaos").lines().filter(line -> line.contains("killing")).count();
    System.out.println("chaos: executors killed: " + kills);
    assertThat(kills).isGreaterThan(20);
    assertSame("chaos");
  }

  private void local(int rounds) throws IOException {
    try (JavaSparkContext spark = LocalContext.of("local[1]")) {
      for (String mode : ClusterDriver.MODES) {
        TestRecipe recipe = ClusterDriver.recipe(mode, rounds);
        String output = "local/" + mode;
        byte[] parameters = ClusterDriver.run(spark, recipe, "", folder, output).run().parameters();
        Files.write(folder.resolve(output).resolve("parameters"), parameters);
      }
    }
  }

  private Process driver(String master, String log, String output, int rounds, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of(master, folder.toString(), output, Integer.toString(rounds)));
    arguments.addAll(List.of(more));
    return ClusterDriver.start(logFile(log), folder, arguments);
  }

  private void finish(Process driver, String log) throws Exception {
    try {
      assertThat(driver.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
      assertThat(driver.exitValue()).withFailMessage(() -> log(log)).isZero();
    } finally {
      driver.destroyForcibly();
    }
  }

  private void awaitCheckpoint(Process driver, Path state) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
    while (!Files.exists(state)) {
      assertThat(driver.isAlive()).withFailMessage(() -> log("first")).isTrue();
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(20);
    }
  }

  private void assertSame(String output) throws IOException {
    for (String mode : ClusterDriver.MODES) {
      assertThat(folder.resolve(output).resolve(mode).resolve("parameters"))
          .hasSameBinaryContentAs(folder.resolve("local").resolve(mode).resolve("parameters"));
    }
    assertThat(files(output)).isEqualTo(files("local"));
  }

  /** Checkpoints and logs, and nothing that a killed process has left. */
  private List<String> files(String output) throws IOException {
    Path root = folder.resolve(output);
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private String log(String name) {
    try {
      return Files.readString(logFile(name));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private Path logFile(String name) {
    return folder.resolve("driver-" + name + ".log");
  }
}
