package io.seekforge.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.recipe.TrainSection.ExchangeSection;
import io.seekforge.model.Precision;
import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.training.resident.RandomModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What replicas keep goes from task to task in files, never through the driver. */
class ReplicaStatesTest {
  private static final RandomModel BASE =
      new RandomModel(
          HfConfig.read(Path.of("src/test/resources/tiny/config.json")), 3, Precision.FP32);

  /** Rounds of lineage that {@code Replicas} allows. */
  private static final int LINEAGE = 20;

  @TempDir Path folder;
  private final TestRecipe recipe = new TestRecipe();
  private final Map<String, String> settings = new TreeMap<>();
  private TinyPack pack;

  /** All updates of a round may come back, all states together may not. */
  @Test
  void theDriverNeverCollectsTheStatesOfAllReplicas() {
    pack = new TinyPack(folder.resolve("pack")).write(3, 3, 3, 3, 3, 3, 3, 3);
    recipe.method = "full";
    recipe.localSteps = 2;
    recipe.maxSteps = 2 * (LINEAGE + 3);
    recipe.checkpointEvery = LINEAGE + 1;
    TrainingRun.Outcome free = train("free");
    long updates = 8L * Float.BYTES * free.layout().size();
    settings.put("spark.driver.maxResultSize", updates * 3 / 2 + "b");
    assertThat(train("bounded").parameters()).isEqualTo(free.parameters());
  }

  @Test
  void filesBetweenCheckpointsGoWhenLineageHasLeftThem() {
    pack = new TinyPack(folder.resolve("pack")).write(2, 1, 2);
    recipe.localSteps = 2;
    recipe.maxSteps = 2 * (2 * LINEAGE + 5);
    recipe.checkpointEvery = LINEAGE + 2;
    recipe.keepCheckpoints = 1;
    List<List<String>> seen = new ArrayList<>();
    train("out", "local[2]", round -> seen.add(checkpoints("out")));
    assertThat(seen.get(LINEAGE - 1)).isEmpty();
    assertThat(seen.get(LINEAGE)).containsExactly("step-00000040");
    assertThat(seen.get(LINEAGE + 1)).containsExactly("step-00000040");
    assertThat(seen.get(LINEAGE + 2)).containsExactly("step-00000044");
    assertThat(seen.get(2 * LINEAGE + 2)).containsExactly("step-00000044", "step-00000084");
    assertThat(checkpoints("out")).containsExactly("step-00000090");
  }

  /** With each kind of state, resumed twice. */
  @Test
  void aResumedRunEndsWithTheSameFiles() {
    pack = new TinyPack(folder.resolve("pack")).write(4, 2, 3);
    recipe.checkpointEvery = 3;
    recipe.keepCheckpoints = 100;
    for (String wire : List.of("fp32", "bf16")) {
      for (int localSteps : new int[] {1, 2}) {
        recipe.localSteps = localSteps;
        recipe.maxSteps = 8 * localSteps;
        recipe.exchange = new ExchangeSection("auto", "plain", 0, 1, 0, wire, 2);
        String name = wire + localSteps;
        train(name + "-whole");
        assertThatThrownBy(() -> train(name, "local[2]", stoppingAfter(4))).hasMessage("stopped");
        assertThatThrownBy(() -> train(name, "local[2]", stoppingAfter(7))).hasMessage("stopped");
        train(name, "local[1]", round -> {});
        assertThat(vectors(name)).isEqualTo(vectors(name + "-whole"));
      }
    }
  }

  @Test
  void aStateWhoseBytesAreOthersIsNotUsed() {
    pack = new TinyPack(folder.resolve("pack")).write(4, 2, 3);
    recipe.localSteps = 2;
    recipe.maxSteps = 16;
    byte[] whole = train("whole").parameters();
    assertThatThrownBy(() -> train("out", "local[2]", stoppingAfter(5))).hasMessage("stopped");
    change("out/checkpoints/step-00000008/optimizer-00001.safetensors");
    List<Long> rounds = new ArrayList<>();
    assertThat(train("out", "local[2]", rounds::add).parameters()).isEqualTo(whole);
    assertThat(rounds).startsWith(3L);
  }

  /** Somebody changes it after the driver has looked and before the task reads it. */
  @Test
  void aTaskRefusesAStateWhoseBytesAreOthers() {
    pack = new TinyPack(folder.resolve("pack")).write(4, 2, 3);
    recipe.localSteps = 2;
    recipe.maxSteps = 16;
    assertThatThrownBy(() -> train("out", "local[2]", stoppingAfter(5))).hasMessage("stopped");
    String file = "out/checkpoints/step-00000008/optimizer-00001.safetensors";
    Progress changing =
        new Progress() {
          @Override
          public void round(Round round) {}

          @Override
          public void message(String line) {
            if (line.contains("going on")) {
              change(file);
            }
          }
        };
    assertThatThrownBy(() -> train("out", "local[2]", changing))
        .hasMessageContaining("optimizer-00001.safetensors: its bytes are not those that were");
  }

  /** Later checkpoints of other settings must not push out those of this run. */
  @Test
  void ownCheckpointsStayWhereThereAreLaterOnesOfAnotherRun() {
    pack = new TinyPack(folder.resolve("pack")).write(4, 2, 3);
    recipe.localSteps = 2;
    recipe.maxSteps = 16;
    train("out");
    recipe.learningRate = 0.02;
    assertThatThrownBy(() -> train("out", "local[2]", stoppingAfter(5))).hasMessage("stopped");
    assertThat(checkpoints("out")).contains("step-00000004", "step-00000008");
    List<Long> rounds = new ArrayList<>();
    byte[] resumed = train("out", "local[2]", rounds::add).parameters();
    assertThat(rounds).startsWith(5L);
    assertThat(train("fresh").parameters()).isEqualTo(resumed);
  }

  private TrainingRun.Outcome train(String name) {
    return train(name, "local[2]", round -> {});
  }

  private TrainingRun.Outcome train(String name, String master, LongConsumer after) {
    return train(
        name,
        master,
        new Progress() {
          @Override
          public void round(Round done) {
            after.accept(done.round());
          }

          @Override
          public void message(String line) {}
        });
  }

  private TrainingRun.Outcome train(String name, String master, Progress progress) {
    try (JavaSparkContext spark = LocalContext.of(master, 1, settings)) {
      return recipe.train(spark, BASE, pack.stage(), folder.resolve(name).toString(), progress);
    }
  }

  private static LongConsumer stoppingAfter(long last) {
    return round -> {
      if (round == last) {
        throw new IllegalStateException("stopped");
      }
    };
  }

  private void change(String file) {
    try {
      Path path = folder.resolve(file);
      byte[] bytes = Files.readAllBytes(path);
      bytes[bytes.length - 1] ^= 1;
      Files.write(path, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> checkpoints(String name) {
    Path root = folder.resolve(name).resolve("checkpoints");
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(root)) {
      return children.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every vector of every checkpoint, by its place. */
  private Map<String, String> vectors(String name) {
    Path root = folder.resolve(name).resolve("checkpoints");
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".safetensors")).toList()) {
        contents.put(root.relativize(file).toString(), Arrays.toString(Files.readAllBytes(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(contents).isNotEmpty();
    return contents;
  }
}
