package io.seekforge.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.PackedSequence;
import io.seekforge.api.recipe.TrainSection.ExchangeSection;
import io.seekforge.model.Precision;
import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.training.resident.BaseModel;
import io.seekforge.training.resident.RandomModel;
import io.seekforge.training.rounds.Blocks;
import io.seekforge.training.rounds.FlatVector;
import io.seekforge.training.rounds.StoredParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Rounds through the shuffle have the bits of those through the driver. */
class BlockRoundsTest {
  @TempDir Path folder;
  private final TestRecipe recipe = new TestRecipe();
  private TinyPack pack;
  private BaseModel base;

  @BeforeEach
  void writePackAndModel() throws IOException {
    pack = new TinyPack(folder.resolve("pack")).write(5, 3, 4);
    // So many words that the parameters are more than one block.
    Path config = folder.resolve("wide/config.json");
    Files.createDirectories(config.getParent());
    String tiny = Files.readString(Path.of("src/test/resources/tiny/config.json"));
    Files.writeString(config, tiny.replace("\"vocab_size\": 50", "\"vocab_size\": 40000"));
    base = new RandomModel(HfConfig.read(config), 3, Precision.FP32);
    recipe.method = "full";
    recipe.epochs = 2;
    recipe.sequencesPerStep = 2;
    recipe.validateEvery = 2;
  }

  @Test
  void bitsAreThoseOfTheDriver() throws IOException {
    TrainingRun.Outcome driver = train("driver", "driver", Progress.silent());
    TrainingRun.Outcome shuffle = train("shuffle", "shuffle", Progress.silent());
    assertThat(Blocks.of(shuffle.values().length()).count()).isGreaterThan(1);
    assertThat(shuffle.values()).isInstanceOf(StoredParameters.class);
    assertThat(bytes(shuffle)).isEqualTo(driver.parameters());
    assertThat(shuffle.figures()).isEqualTo(driver.figures());
    assertThat(names("shuffle")).containsExactly("step-00000004", "step-00000005");
  }

  @Test
  void aResumedRunEndsWithTheSameBits() {
    recipe.epochs = 3;
    byte[] whole = bytes(train("shuffle", "whole", Progress.silent()));
    assertThatThrownBy(() -> train("shuffle", "stopped", stoppingAfter(5))).hasMessage("stopped");
    assertThat(bytes(train("shuffle", "stopped", Progress.silent()))).isEqualTo(whole);
  }

  @Test
  void aStepThatIsNotFiniteIsLeftOutAsByTheDriver() {
    List<PackedSequence> rows = new ArrayList<>(TinyPack.rows("r0", 100, 5));
    rows.set(2, PackedSequence.single(new int[] {5, 49, 6, 7}, new int[] {5, 49, 6, 7}, "poison"));
    pack.train(0, rows);
    base = new PoisonedModel(folder.resolve("poisoned").toString());
    recipe.onNan = "skip";
    recipe.validateEvery = 0;
    TrainingRun.Outcome driver = train("driver", "driver", Progress.silent());
    TrainingRun.Outcome shuffle = train("shuffle", "shuffle", Progress.silent());
    assertThat(driver.figures()).containsEntry("skipped_steps", 2.0);
    assertThat(bytes(shuffle)).isEqualTo(driver.parameters());
    recipe.onNan = "stop";
    assertThatThrownBy(() -> train("shuffle", "stop", Progress.silent()))
        .hasMessageContaining("documents poison ");
  }

  private TrainingRun.Outcome train(String by, String name, Progress progress) {
    recipe.exchange = new ExchangeSection(by, "plain", 0, 1, 0, "fp32", 2);
    try (JavaSparkContext spark = LocalContext.of("local[2]")) {
      return recipe.train(spark, base, pack.stage(), folder.resolve(name).toString(), progress);
    }
  }

  private static byte[] bytes(TrainingRun.Outcome outcome) {
    try (INDArray vector = outcome.values().vector(new Configuration())) {
      return FlatVector.bytes(vector);
    }
  }

  private List<String> names(String name) throws IOException {
    try (Stream<Path> children = Files.list(folder.resolve(name).resolve("checkpoints"))) {
      return children.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  static Progress stoppingAfter(long round) {
    return new Progress() {
      @Override
      public void round(Round done) {
        if (done.round() == round) {
          throw new IllegalStateException("stopped");
        }
      }

      @Override
      public void message(String line) {}
    };
  }
}
