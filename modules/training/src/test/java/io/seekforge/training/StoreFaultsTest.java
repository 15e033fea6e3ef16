package io.seekforge.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageFolder;
import io.seekforge.model.Precision;
import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.training.resident.BaseModel;
import io.seekforge.training.resident.RandomModel;
import io.seekforge.training.store.HadoopFolder;
import io.seekforge.training.store.Retry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that fail, for a moment or for good. */
class StoreFaultsTest {
  @TempDir Path folder;

  @Test
  void failuresAtRandomAreTriedAgain() {
    HadoopFolder store = new HadoopFolder("flaky://" + folder, flaky(0.2));
    byte[] content = new byte[100_000];
    for (int i = 0; i < 3; i++) {
      String name = "file-" + i;
      store.write(name, content);
      assertThat(store.read(name)).isEqualTo(content);
      ByteArrayOutputStream copy = new ByteArrayOutputStream();
      store.copyTo(name, copy);
      assertThat(copy.toByteArray()).isEqualTo(content);
    }
    assertThat(store.names()).containsExactly("file-0", "file-1", "file-2");
    store.delete("file-1");
    assertThat(store.exists("file-1")).isFalse();
  }

  @Test
  void aStoreThatCannotBeReachedForAWhileIsWaitedFor() throws IOException {
    Path down = Files.createFile(folder.resolve("down"));
    Configuration hadoop = flaky(0);
    hadoop.set(FlakyFileSystem.DOWN, down.toString());
    HadoopFolder store = new HadoopFolder("flaky://" + folder + "/store", hadoop);
    CompletableFuture<Void> up =
        CompletableFuture.runAsync(
            () -> down.toFile().delete(),
            CompletableFuture.delayedExecutor(1500, TimeUnit.MILLISECONDS));
    store.write("file", new byte[] {1});
    up.join();
    assertThat(store.read("file")).containsExactly(1);
    Files.createFile(down);
    hadoop.setLong(Retry.SECONDS, 0);
    assertThatThrownBy(() -> new HadoopFolder("flaky://" + folder, hadoop).names())
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("injected");
  }

  @Test
  void aFullDiskIsToldAtOnce() {
    Configuration hadoop = flaky(0);
    hadoop.setBoolean(FlakyFileSystem.FULL, true);
    HadoopFolder store = new HadoopFolder("flaky://" + folder, hadoop);
    long start = System.nanoTime();
    assertThatThrownBy(() -> store.write("file", new byte[] {1}))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("Cannot write")
        .hasMessageContaining("No space left on device");
    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(2));
    assertThat(folder.toFile().list()).isEmpty();
  }

  /** With local steps tasks write into the checkpoints, and read from them. */
  @Test
  void trainingOnAFailingStoreEndsWithTheSameBytes() throws IOException {
    TinyPack pack = new TinyPack(folder.resolve("pack")).write(5, 3, 4);
    TestRecipe recipe = new TestRecipe();
    recipe.maxSteps = 6;
    String flaky = "flaky://" + folder;
    for (int localSteps : new int[] {1, 2}) {
      recipe.localSteps = localSteps;
      String sound = "sound" + localSteps;
      String failing = "failing" + localSteps;
      byte[] expected = run(recipe, pack.stage(), folder.resolve(sound).toString(), 0);
      assertThat(run(recipe, new StageFolder(flaky + "/pack"), flaky + "/" + failing, 0.05))
          .isEqualTo(expected);
      assertThat(files(failing)).isEqualTo(files(sound));
    }
  }

  private byte[] run(TestRecipe recipe, StageFolder pack, String output, double failures) {
    try (JavaSparkContext spark = LocalContext.of("local[2]")) {
      flaky(failures)
          .iterator()
          .forEachRemaining(
              entry -> {
                if (entry.getKey().contains("flaky")) {
                  spark.hadoopConfiguration().set(entry.getKey(), entry.getValue());
                }
              });
      BaseModel base =
          new RandomModel(
              HfConfig.read(Path.of("src/test/resources/tiny/config.json")), 3, Precision.FP32);
      return recipe.train(spark, base, pack, output, Progress.silent()).parameters();
    }
  }

  private List<String> files(String name) throws IOException {
    Path root = folder.resolve(name);
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private static Configuration flaky(double failures) {
    Configuration hadoop = new Configuration();
    hadoop.set("fs.flaky.impl", FlakyFileSystem.class.getName());
    hadoop.setBoolean("fs.flaky.impl.disable.cache", true);
    hadoop.setDouble(FlakyFileSystem.FAILURES, failures);
    return hadoop;
  }
}
