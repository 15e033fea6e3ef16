package io.seekforge.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same bytes from real executors, with speculation on, whoever is killed. */
class ClusterTest {
  private static final int ROUNDS = 12;
  private static final long PATIENCE_MINUTES = 5;

  @TempDir Path folder;

  @BeforeEach
  void writePack() {
    new TinyPack(folder.resolve("pack")).write(9, 6, 8, 7, 9, 5, 8, 4);
  }

  @Test
  void bytesAreTheSameWhenExecutorsAndTheDriverAreKilled() throws Exception {
    try (JavaSparkContext spark = LocalContext.of("local[1]")) {
      for (String mode : ClusterDriver.MODES) {
        TestRecipe recipe = ClusterDriver.recipe(mode, ROUNDS);
        byte[] parameters =
            ClusterDriver.run(spark, recipe, "", folder, "local/" + mode).run().parameters();
        Files.write(folder.resolve("local").resolve(mode).resolve("parameters"), parameters);
      }
    }
    finish(driver("local-cluster[2,1,1024]", "executors", "kill=12", "flaky://"), "executors");
    assertSame("executors");
    assertThat(log("executors")).contains("killing an executor");
    assertThat(files("executors")).isEqualTo(files("local"));

    Process driver = driver("local-cluster[1,2,1024]", "driver");
    awaitCheckpoint(driver, folder.resolve("driver/h10/checkpoints/step-00000080/state.json"));
    driver.destroyForcibly().waitFor();
    assertThat(folder.resolve("driver/h10/parameters")).doesNotExist();
    finish(driver("local-cluster[1,2,1024]", "driver"), "driver");
    assertSame("driver");
  }

  private Process driver(String master, String output, String... more) {
    String[] arguments = new String[4 + more.length];
    arguments[0] = master;
    arguments[1] = folder.toString();
    arguments[2] = output;
    arguments[3] = Integer.toString(ROUNDS);
    System.arraycopy(more, 0, arguments, 4, more.length);
    return ClusterDriver.start(folder, arguments);
  }

  private void finish(Process driver, String output) throws Exception {
    try {
      assertThat(driver.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
      assertThat(driver.exitValue()).withFailMessage(() -> log(output)).isZero();
    } finally {
      driver.destroyForcibly();
    }
  }

  private void awaitCheckpoint(Process driver, Path state) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
    while (!Files.exists(state)) {
      assertThat(driver.isAlive()).withFailMessage(() -> log("driver")).isTrue();
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(20);
    }
  }

  private void assertSame(String output) throws IOException {
    for (String mode : ClusterDriver.MODES) {
      assertThat(folder.resolve(output).resolve(mode).resolve("parameters"))
          .hasSameBinaryContentAs(folder.resolve("local").resolve(mode).resolve("parameters"));
    }
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

  private String log(String output) {
    try {
      return Files.readString(folder.resolve("driver-" + output + ".log"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
