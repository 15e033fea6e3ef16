package io.seekforge.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.PackedSequence;
import io.seekforge.api.SeekforgeException;
import io.seekforge.api.SplitMix;
import io.seekforge.model.CausalModel;
import io.seekforge.model.LossSum;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.ModelWorker;
import io.seekforge.model.Precision;
import io.seekforge.model.Trainable;
import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.model.optim.AdamW;
import io.seekforge.training.resident.BaseModel;
import io.seekforge.training.resident.RandomModel;
import io.seekforge.training.rounds.FlatVector;
import io.seekforge.training.schedule.LearningRate;
import io.seekforge.training.shard.EpochOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

class TrainingRunTest {
  private static final int[] SHARDS = {9, 6, 8};
  private static final ModelConfig CONFIG =
      HfConfig.read(Path.of("src/test/resources/tiny/config.json"));
  private static final BaseModel BASE = new RandomModel(CONFIG, 3, Precision.FP32);

  @TempDir Path folder;
  private final TestRecipe recipe = new TestRecipe();
  private TinyPack pack;

  @BeforeEach
  void writePack() {
    pack = new TinyPack(folder.resolve("pack")).write(SHARDS);
  }

  @Test
  void synchronousRoundsEqualOneProcessOverTheConcatenatedBatches() {
    recipe.epochs = 2;
    recipe.accumulation = 2;
    TrainingRun.Outcome outcome = train("local[2]", "out");
    SingleProcess single = new SingleProcess(recipe);
    List<Double> losses = losses("out");
    assertThat(losses).hasSize(9).hasSameSizeAs(single.losses);
    for (int i = 0; i < losses.size(); i++) {
      assertThat(losses.get(i)).isCloseTo(single.losses.get(i), within(1e-6));
    }
    assertClose(FlatVector.of(outcome.parameters()), single.parameters, 1e-6);
  }

  /** Every sequence of every step has masks of its own, which its slot names. */
  @Test
  void dropoutEqualsOneProcessAndIsTheSameOnAnyThreads() {
    recipe.dropout = 0.3;
    recipe.dora = true;
    recipe.epochs = 2;
    recipe.accumulation = 2;
    TrainingRun.Outcome outcome = train("local[2]", "out");
    assertClose(FlatVector.of(outcome.parameters()), new SingleProcess(recipe).parameters, 1e-6);
    assertThat(train("local[1]", "one").parameters()).isEqualTo(outcome.parameters());
  }

  @Test
  void localStepsAreTheMeanOfReplicasTrainedAlone() {
    recipe.localSteps = 3;
    recipe.maxSteps = 3;
    TrainingRun.Outcome outcome = train("local[2]", "out");
    try (CausalModel model = BASE.open()) {
      INDArray mean = FlatVector.zeros(outcome.layout().size());
      for (int replica = 0; replica < SHARDS.length; replica++) {
        mean.addi(new SingleProcess(recipe, replica).parameters);
      }
      assertClose(FlatVector.of(outcome.parameters()), mean.divi(SHARDS.length), 1e-6);
    }
  }

  @Test
  void bitsDoNotDependOnThreadsOrCoresPerTask() {
    for (int localSteps : new int[] {1, 3}) {
      recipe.localSteps = localSteps;
      recipe.sequencesPerStep = 3;
      recipe.epochs = 2;
      String name = "h" + localSteps;
      byte[] one = train("local[1]", name + "-1").parameters();
      assertThat(train("local[2]", name + "-2").parameters()).isEqualTo(one);
      try (JavaSparkContext spark = LocalContext.of("local[4]", 2)) {
        assertThat(run(spark, BASE, name + "-4", Progress.silent()).parameters()).isEqualTo(one);
      }
    }
  }

  @Test
  void aResumedRunEndsWithTheSameBits() {
    for (int localSteps : new int[] {1, 3}) {
      recipe.dropout = localSteps == 1 ? 0 : 0.2;
      recipe.localSteps = localSteps;
      recipe.maxSteps = 10 * localSteps;
      recipe.validateEvery = 3;
      byte[] whole = train("local[2]", "whole" + localSteps).parameters();
      String stopped = "stopped" + localSteps;
      stopAfter(5, stopped);
      assertThat(checkpoints(stopped)).hasSize(2);
      assertThat(train("local[1]", stopped).parameters()).isEqualTo(whole);
      assertThat(deterministic(stopped)).isEqualTo(deterministic("whole" + localSteps));
      assertThat(checkpointBytes(stopped)).isEqualTo(checkpointBytes("whole" + localSteps));
    }
  }

  @Test
  void aBrokenCheckpointIsRemovedAndTheOneBeforeUsed() throws IOException {
    recipe.maxSteps = 10;
    byte[] whole = train("local[2]", "whole").parameters();
    stopAfter(5, "broken");
    Path newest = folder.resolve("broken/checkpoints/step-00000004");
    byte[] bytes = Files.readAllBytes(newest.resolve("optimizer.safetensors"));
    bytes[bytes.length - 1] ^= 1;
    Files.write(newest.resolve("optimizer.safetensors"), bytes);
    Path unfinished = folder.resolve("broken/checkpoints/step-00000006");
    Files.createDirectories(unfinished);
    Files.write(unfinished.resolve("parameters.safetensors"), new byte[10]);
    Path halfState = folder.resolve("broken/checkpoints/step-00000008");
    Files.createDirectories(halfState);
    Files.writeString(halfState.resolve("state.json"), "{\"format\": 1, \"files\": {\"par");
    List<String> messages = new ArrayList<>();
    assertThat(trainListening("broken", messages).parameters()).isEqualTo(whole);
    assertThat(messages).contains("train: going on from round 2");
    assertThat(checkpoints("broken")).containsExactly("step-00000008", "step-00000010");
  }

  @Test
  void aCheckpointOfOtherSettingsIsNotUsed() {
    recipe.maxSteps = 6;
    stopAfter(3, "out");
    recipe.learningRate = 0.02;
    List<String> messages = new ArrayList<>();
    byte[] resumed = trainListening("out", messages).parameters();
    assertThat(messages).noneMatch(line -> line.contains("going on"));
    assertThat(train("local[2]", "fresh").parameters()).isEqualTo(resumed);
  }

  @Test
  void aTaskThatIsLostChangesNothing() {
    recipe.maxSteps = 4;
    byte[] whole = train("local[2]", "whole").parameters();
    try (JavaSparkContext spark = LocalContext.of("local[2,4]")) {
      FirstAttemptFails failing = new FirstAttemptFails((RandomModel) BASE);
      assertThat(run(spark, failing, "lossy", Progress.silent()).parameters()).isEqualTo(whole);
    }
    recipe.localSteps = 2;
    byte[] local = train("local[2]", "local").parameters();
    try (JavaSparkContext spark = LocalContext.of("local[2,4]")) {
      FirstAttemptFails failing = new FirstAttemptFails((RandomModel) BASE);
      assertThat(run(spark, failing, "local-lossy", Progress.silent()).parameters())
          .isEqualTo(local);
    }
  }

  @Test
  void shardsOfUnequalLengthLoseNothing() {
    recipe.epochs = 2;
    recipe.sequencesPerStep = 2;
    TrainingRun.Outcome outcome = train("local[2]", "out");
    long tokens = 0;
    for (int replica = 0; replica < SHARDS.length; replica++) {
      for (PackedSequence row : TinyPack.rows("r" + replica, 100 + replica, SHARDS[replica])) {
        tokens += row.length();
      }
    }
    assertThat(outcome.figures()).containsEntry("tokens", 2.0 * tokens);
    assertThat(outcome.figures()).containsEntry("steps", 9.0);
    assertThat(lines("out").stream().filter(line -> line.has("loss")).reduce((a, b) -> b))
        .hasValueSatisfying(last -> assertThat(last.get("epoch").asDouble()).isEqualTo(2));
  }

  @Test
  void aLossThatIsNotFiniteStopsOrIsLeftOutByName() {
    BaseModel poisoned = new PoisonedModel(folder.resolve("poisoned").toString());
    List<PackedSequence> rows = new ArrayList<>(TinyPack.rows("r0", 100, 9));
    rows.set(4, PackedSequence.single(new int[] {5, 49, 6, 7}, new int[] {5, 49, 6, 7}, "poison"));
    pack.train(0, rows);
    for (int localSteps : new int[] {1, 3}) {
      recipe.localSteps = localSteps;
      recipe.onNan = "stop";
      int step = stepOf(4) + 1;
      try (JavaSparkContext spark = LocalContext.of("local[2]")) {
        assertThatThrownBy(() -> run(spark, poisoned, "stop" + localSteps, Progress.silent()))
            .isInstanceOf(SeekforgeException.class)
            .hasMessageContaining("at step " + step + ":")
            .hasMessageContaining("documents poison ");
        recipe.onNan = "skip";
        TrainingRun.Outcome outcome = run(spark, poisoned, "skip" + localSteps, Progress.silent());
        assertThat(outcome.figures()).containsEntry("skipped_steps", 1.0);
        try (INDArray parameters = FlatVector.of(outcome.parameters())) {
          assertThat(parameters.sumNumber().doubleValue()).isFinite();
        }
      }
      assertThat(lines("skip" + localSteps))
          .anyMatch(line -> line.path("skipped_documents").path(0).asText().equals("poison"));
    }
  }

  @Test
  void tokensBeyondTheVocabularyAreRefused() {
    pack.train(1, List.of(PackedSequence.single(new int[] {1, 50}, new int[] {1, 50}, "d")));
    assertThatThrownBy(() -> train("local[2]", "out"))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("shard-00001.parquet")
        .hasMessageContaining("token id 50");
  }

  private TrainingRun.Outcome train(String master, String name) {
    try (JavaSparkContext spark = LocalContext.of(master)) {
      return run(spark, BASE, name, Progress.silent());
    }
  }

  private TrainingRun.Outcome trainListening(String name, List<String> messages) {
    try (JavaSparkContext spark = LocalContext.of("local[2]")) {
      return run(spark, BASE, name, listening(messages, Long.MAX_VALUE));
    }
  }

  private void stopAfter(long round, String name) {
    try (JavaSparkContext spark = LocalContext.of("local[2]")) {
      assertThatThrownBy(() -> run(spark, BASE, name, listening(new ArrayList<>(), round)))
          .hasMessage("killed");
    }
  }

  private TrainingRun.Outcome run(
      JavaSparkContext spark, BaseModel base, String name, Progress progress) {
    return recipe.train(spark, base, pack.stage(), folder.resolve(name).toString(), progress);
  }

  private static Trainable trainable(TestRecipe recipe) {
    return Method.of(recipe.recipe());
  }

  private static Progress listening(List<String> messages, long lastRound) {
    return new Progress() {
      @Override
      public void round(Round round) {
        if (round.round() == lastRound) {
          throw new IllegalStateException("killed");
        }
      }

      @Override
      public void message(String line) {
        messages.add(line);
      }
    };
  }

  private int stepOf(int row) {
    int[] order = EpochOrder.of(42, 0, 0, SHARDS[0]);
    for (int step = 0; step < order.length; step++) {
      if (order[step] == row) {
        return step;
      }
    }
    throw new IllegalStateException();
  }

  private List<Double> losses(String name) {
    return lines(name).stream()
        .filter(line -> line.has("loss"))
        .map(line -> line.get("loss").asDouble())
        .toList();
  }

  private List<JsonNode> lines(String name) {
    try {
      ObjectMapper json = new ObjectMapper();
      List<JsonNode> lines = new ArrayList<>();
      for (String line : Files.readAllLines(folder.resolve(name).resolve("training.jsonl"))) {
        lines.add(json.readTree(line));
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of the log without what is for people only. */
  private List<String> deterministic(String name) {
    Set<String> forPeople =
        new HashSet<>(
            List.of(
                "time", "tokens_per_second", "seconds_compute", "seconds_reduce", "seconds_wait"));
    return lines(name).stream()
        .map(
            line ->
                ((com.fasterxml.jackson.databind.node.ObjectNode) line)
                    .without(forPeople)
                    .toString())
        .toList();
  }

  private List<String> checkpoints(String name) {
    try (Stream<Path> children = Files.list(folder.resolve(name).resolve("checkpoints"))) {
      return children.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> checkpointBytes(String name) {
    List<String> contents = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder.resolve(name).resolve("checkpoints"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (file.toString().endsWith(".safetensors")) {
          contents.add(file.getFileName() + Arrays.toString(Files.readAllBytes(file)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(contents).isNotEmpty();
    return contents;
  }

  private static void assertClose(INDArray found, INDArray expected, double tolerance) {
    double difference = found.sub(expected).norm2Number().doubleValue();
    assertThat(difference / expected.norm2Number().doubleValue()).isLessThan(tolerance);
  }

  /** A model whose first attempt at every task of replica 1 throws. */
  private record FirstAttemptFails(RandomModel model) implements BaseModel {
    @Override
    public String key() {
      TaskContext task = TaskContext.get();
      if (task.attemptNumber() == 0 && task.partitionId() == 1) {
        throw new IllegalStateException("lost on purpose");
      }
      return model.key();
    }

    @Override
    public CausalModel open() {
      return model.open();
    }
  }

  /** Training as one process would do it: all sequences of a step in one batch. */
  private final class SingleProcess {
    private final INDArray parameters;
    private final List<Double> losses = new ArrayList<>();

    SingleProcess(TestRecipe settings, int... replicas) {
      int[] members = replicas.length == 0 ? new int[] {0, 1, 2} : replicas;
      int perStep = settings.sequencesPerStep * settings.accumulation;
      int slots =
          settings.maxSteps > 0 ? settings.maxSteps * perStep : (int) (settings.epochs * SHARDS[0]);
      int steps = (slots + perStep - 1) / perStep;
      LearningRate rate = LearningRate.of(settings.train(), steps);
      try (CausalModel model = BASE.open();
          ModelWorker worker = model.worker(trainable(settings))) {
        parameters = model.initialParameters(trainable(settings), 42);
        AdamW optimizer = new AdamW(parameters.length(), 0.9, 0.999, 1e-8, 0.01);
        for (int step = 0; step < steps; step++) {
          worker.use(parameters);
          INDArray gradient = FlatVector.zeros(parameters.length());
          LossSum loss = LossSum.ZERO;
          for (int slot = step * perStep; slot < Math.min(slots, (step + 1) * perStep); slot++) {
            for (int replica : members) {
              int place = slot % SHARDS[0];
              int[] order = EpochOrder.of(42, replica, slot / SHARDS[0], SHARDS[replica]);
              if (place < order.length) {
                List<PackedSequence> rows =
                    TinyPack.rows("r" + replica, 100 + replica, SHARDS[replica]);
                long draws = draws(replica, slot);
                loss = loss.plus(worker.gradient(rows.get(order[place]), draws, gradient));
              }
            }
          }
          gradient.divi(loss.labelTokens());
          AdamW.clipGradNorm(gradient, 1);
          optimizer.step(parameters, gradient, rate.at(step));
          losses.add(loss.mean());
        }
      }
    }

    /** As docs/spec/training.md has it, under "Dropout". */
    private static long draws(int replica, long slot) {
      long key = SplitMix.next(SplitMix.mix(42), 0x64726F70L);
      return SplitMix.next(SplitMix.next(key, replica), slot);
    }
  }
}
