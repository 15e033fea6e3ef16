package io.seekforge.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.PackedSequence;
import io.seekforge.api.recipe.TrainSection.ExchangeSection;
import io.seekforge.model.Precision;
import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.training.resident.RandomModel;
import io.seekforge.training.rounds.FlatVector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What replicas exchange, and what becomes of it. */
class ExchangeTest {
  private static final RandomModel BASE =
      new RandomModel(
          HfConfig.read(Path.of("src/test/resources/tiny/config.json")), 3, Precision.FP32);

  @TempDir Path folder;
  private final TestRecipe recipe = new TestRecipe();

  @Test
  void averagesMayBeWeightedByLabelTokens() {
    oneRoundOfTwoSteps();
    recipe.exchange = exchange("tokens", 0, 1, 0, "fp32");
    INDArray together = vector(train("together", pack("both", 0, 1)));
    INDArray mean = FlatVector.zeros(together.length());
    long total = 0;
    for (int replica = 0; replica < 2; replica++) {
      long tokens = row(replica).labelTokens();
      mean.addi(vector(train("alone" + replica, pack("only" + replica, replica))).mul(tokens));
      total += tokens;
    }
    assertClose(together, mean.divi(total));
  }

  @Test
  void theOuterOptimiserScalesAndAcceleratesTheMeanDifference() {
    oneRoundOfTwoSteps();
    TinyPack pack = pack("both", 0, 1);
    INDArray mean = vector(train("mean", pack));
    recipe.exchange = exchange("plain", 0, 0.5, 0, "fp32");
    INDArray half = vector(train("half", pack));
    recipe.exchange = exchange("plain", 0, 1, 0.5, "fp32");
    INDArray ahead = vector(train("ahead", pack));
    // half = start + Δ/2 and mean = start + Δ, so start = 2 half - mean.
    INDArray start = half.mul(2).sub(mean);
    assertClose(ahead, start.add(mean.sub(start).mul(1.5)));
  }

  @Test
  void proximalStepsStayCloser() {
    oneRoundOfTwoSteps();
    recipe.maxSteps = 8;
    recipe.localSteps = 8;
    recipe.learningRate = 0.001;
    TinyPack pack = pack("both", 0, 1);
    INDArray start = vector(start(pack));
    double free = vector(train("free", pack)).distance2(start);
    recipe.exchange = exchange("plain", 100, 1, 0, "fp32");
    assertThat(vector(train("pulled", pack)).distance2(start)).isLessThan(0.8 * free);
  }

  @Test
  void halvesFeedBackWhatTheyLose() {
    recipe.maxSteps = 9;
    lossy("bf16", 0, 0.01);
  }

  @Test
  void thresholdsFeedBackWhatTheyLose() {
    recipe.localSteps = 3;
    recipe.maxSteps = 27;
    lossy("threshold", 0.3, 0.1);
  }

  /** Same bits on any number of threads and after a restart; near to what fp32 gives. */
  private void lossy(String wire, double momentum, double tolerance) {
    TinyPack pack = new TinyPack(folder.resolve("pack")).write(9, 6, 8);
    recipe.exchange = exchange("plain", 0, 1, momentum, "fp32");
    TrainingRun.Outcome exact = train("fp32", pack);
    recipe.exchange = exchange("plain", 0, 1, momentum, wire);
    TrainingRun.Outcome whole = train("whole", pack);
    assertThatThrownBy(() -> train("local[2]", "stopped", pack, BlockRoundsTest.stoppingAfter(5)))
        .hasMessage("stopped");
    assertThat(train("local[1]", "stopped", pack, Progress.silent()).parameters())
        .isEqualTo(whole.parameters());
    assertThat(whole.parameters()).isNotEqualTo(exact.parameters());
    assertThat(whole.figures().get("last_valid_loss") / exact.figures().get("last_valid_loss"))
        .isBetween(1 - tolerance, 1 + tolerance);
  }

  @Test
  void settingsThatDoNothingAreRefused() {
    recipe.exchange = exchange("tokens", 0, 1, 0, "fp32");
    assertThatThrownBy(recipe::train).hasMessageContaining("local-steps above 1");
    assertThatThrownBy(() -> new ExchangeSection("shuffle", "plain", 0, 1, 0, "bf16", 2))
        .hasMessageContaining("by: shuffle");
  }

  private void oneRoundOfTwoSteps() {
    recipe.localSteps = 2;
    recipe.maxSteps = 2;
  }

  private static ExchangeSection exchange(
      String average, double proximal, double outerRate, double momentum, String wire) {
    return new ExchangeSection("auto", average, proximal, outerRate, momentum, wire, 2);
  }

  /** A pack of replicas with one row each. */
  private TinyPack pack(String name, int... replicas) {
    TinyPack pack = new TinyPack(folder.resolve(name));
    for (int i = 0; i < replicas.length; i++) {
      pack.train(i, List.of(row(replicas[i])));
    }
    return pack;
  }

  private static PackedSequence row(int replica) {
    return new ArrayList<>(TinyPack.rows("r", 100, 5)).get(replica);
  }

  /** Parameters before training: a learning rate so small that nothing moves. */
  private TrainingRun.Outcome start(TinyPack pack) {
    double rate = recipe.learningRate;
    recipe.learningRate = 1e-30;
    TrainingRun.Outcome outcome = train("start", pack);
    recipe.learningRate = rate;
    return outcome;
  }

  private TrainingRun.Outcome train(String name, TinyPack pack) {
    return train("local[2]", name, pack, Progress.silent());
  }

  private TrainingRun.Outcome train(String master, String name, TinyPack pack, Progress progress) {
    try (JavaSparkContext spark = LocalContext.of(master)) {
      return recipe.train(spark, BASE, pack.stage(), folder.resolve(name).toString(), progress);
    }
  }

  private static INDArray vector(TrainingRun.Outcome outcome) {
    return FlatVector.of(outcome.parameters());
  }

  private static void assertClose(INDArray found, INDArray expected) {
    double difference = found.sub(expected).norm2Number().doubleValue();
    assertThat(difference / expected.norm2Number().doubleValue()).isLessThan(1e-6);
  }
}
