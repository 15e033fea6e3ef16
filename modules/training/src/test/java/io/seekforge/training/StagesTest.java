package io.seekforge.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.PackedSequence;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.EvaluateSection;
import io.seekforge.api.recipe.ExportSection;
import io.seekforge.api.recipe.ModelSection;
import io.seekforge.api.recipe.TrainSection;
import io.seekforge.model.CausalModel;
import io.seekforge.model.FullParameters;
import io.seekforge.model.Precision;
import io.seekforge.model.checkpoint.Dtype;
import io.seekforge.model.checkpoint.HfCheckpoint;
import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.training.resident.Resident;
import io.seekforge.training.shard.EvaluationCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Train, evaluate and export, one after the other, on a task that the tiny model can learn. */
class StagesTest {
  private static final Path CONFIG = Path.of("src/test/resources/tiny/config.json");
  private static final int EOS = 1;
  private static final int CASES = 8;

  private static JavaSparkContext spark;

  @TempDir Path folder;
  private final TestRecipe recipe = new TestRecipe();
  private TinyPack pack;

  @BeforeAll
  static void start() {
    spark = LocalContext.of("local[2]");
  }

  @AfterAll
  static void stop() {
    spark.close();
    Resident.release();
  }

  @BeforeEach
  void write() {
    Path base = folder.resolve("base");
    try (CausalModel model = CausalModel.random(HfConfig.read(CONFIG), 3, Precision.FP32)) {
      HfCheckpoint.write(
          base,
          model.config(),
          model.layout(new FullParameters()),
          model.initialParameters(new FullParameters(), 0),
          Dtype.F32,
          null);
    }
    recipe.model = new ModelSection(base.toString(), "", "", "fp32");
    pack = new TinyPack(folder.resolve("pack")).write();
    pack.train(0, questions(0, 2));
    pack.train(1, questions(1, 2));
    pack.cases(
        questions(0, 1).stream()
            .map(
                row ->
                    new EvaluationCase(
                        row.documentIds().get(0),
                        "test",
                        Arrays.copyOf(row.inputIds(), 3),
                        "prompt",
                        decode(Arrays.copyOfRange(row.inputIds(), 3, 5))))
            .toList());
    recipe.epochs = 40;
    recipe.sequencesPerStep = 2;
    recipe.learningRate = 0.02;
    recipe.checkpointEvery = 100;
    recipe.evaluate = new EvaluateSection("test", 7, 100, 4, 1.1, "label", "given");
  }

  /** Key tokens 10 + i are answered by 20 + i and 30 + i: every {@code step}-th question. */
  private static List<PackedSequence> questions(int first, int step) {
    List<PackedSequence> rows = new ArrayList<>();
    for (int i = first; i < CASES; i += step) {
      int[] ids = {0, 10 + i, 5, 20 + i, 30 + i, EOS};
      int[] labels = {-100, -100, -100, 20 + i, 30 + i, EOS};
      rows.add(PackedSequence.single(ids, labels, "q" + i));
    }
    return rows;
  }

  private static String decode(int[] ids) {
    return Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(" "));
  }

  @Test
  void anAdapterIsTrainedScoredAndExported() throws IOException {
    StageCounts trained = run(new TrainStage(), inputs(), "train");
    assertThat(trained.figures().get("last_loss"))
        .isLessThan(0.3 * trained.figures().get("first_loss"));
    StageCounts scored = run(evaluate(), inputs(), "evaluate");
    JsonNode evaluation = json("evaluate/evaluation.json");
    assertThat(evaluation.at("/base/accuracy").asDouble()).isZero();
    assertThat(evaluation.at("/tuned/accuracy").asDouble()).isEqualTo(1);
    assertThat(evaluation.at("/tuned/exact_match").asDouble()).isEqualTo(1);
    assertThat(evaluation.at("/tuned/macro_f1").asDouble()).isEqualTo(1);
    assertThat(evaluation.at("/tuned/cases").asInt()).isEqualTo(CASES);
    assertThat(evaluation.at("/tuned/latency_p95_ms").asDouble())
        .isGreaterThanOrEqualTo(evaluation.at("/tuned/latency_p50_ms").asDouble())
        .isPositive();
    assertThat(evaluation.at("/tuned/general_loss").asDouble())
        .isNotEqualTo(evaluation.at("/base/general_loss").asDouble());
    assertThat(scored.figures()).containsEntry("tuned_accuracy", 1.0);
    List<String> predictions = Files.readAllLines(folder.resolve("evaluate/predictions.jsonl"));
    assertThat(predictions).hasSize(CASES);
    assertThat(new ObjectMapper().readTree(predictions.get(2)).get("tuned").asText())
        .isEqualTo("22 32");
    recipe.export = new ExportSection(true);
    run(new ExportStage(), inputs(), "export");
    for (String file : List.of("adapter_config.json", "adapter_model.safetensors")) {
      assertThat(folder.resolve("export/adapter/" + file))
          .hasSameBinaryContentAs(folder.resolve("train/adapter/" + file));
    }
    scoresAsBase("export/merged", evaluation);
  }

  @Test
  void everyParameterIsTrainedAndExported() throws IOException {
    recipe.method = "full";
    recipe.learningRate = 0.005;
    run(new TrainStage(), inputs(), "train");
    run(evaluate(), inputs(), "evaluate");
    JsonNode evaluation = json("evaluate/evaluation.json");
    assertThat(evaluation.at("/tuned/accuracy").asDouble()).isEqualTo(1);
    run(new ExportStage(), inputs(), "export");
    assertThat(folder.resolve("export/adapter")).doesNotExist();
    scoresAsBase("export/merged", evaluation);
  }

  /** Nobody but a task holds the model, and a task writes it. */
  @Test
  void aModelThatTheDriverNeverHeldIsWrittenWithTheSameBytes() throws IOException {
    recipe.method = "full";
    recipe.maxSteps = 2;
    for (String by : new String[] {"driver", "shuffle"}) {
      recipe.exchange = new TrainSection.ExchangeSection(by, "plain", 0, 1, 0, "fp32", 2);
      run(new TrainStage(), inputs(), by);
    }
    assertThat(folder.resolve("shuffle/model/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("driver/model/model.safetensors"));
  }

  @Test
  void aNewModelIsTrainedFromRandomWeights() throws IOException {
    Path made = Files.createDirectories(folder.resolve("made"));
    Files.writeString(made.resolve("recipe.yaml"), "kept");
    recipe.model = new ModelSection(made.toString(), "", CONFIG.toString(), "fp32");
    recipe.learningRate = 0.005;
    StageCounts counts = run(new PretrainStage(), inputs(), "pretrain");
    assertThat(counts.figures().get("last_loss"))
        .isLessThan(0.3 * counts.figures().get("first_loss"));
    assertThat(made.resolve("recipe.yaml")).hasContent("kept");
    try (CausalModel model = CausalModel.load(made, Precision.FP32)) {
      assertThat(model.config()).isEqualTo(HfConfig.read(CONFIG));
    }
  }

  /** The exported model, taken as a base, has the loss that the tuned one had. */
  private void scoresAsBase(String exported, JsonNode before) throws IOException {
    recipe.model = new ModelSection(folder.resolve(exported).toString(), "", "", "fp32");
    run(evaluate(), inputs(), "again");
    JsonNode again = json("again/evaluation.json");
    assertThat(again.at("/base/loss").asDouble())
        .isCloseTo(before.at("/tuned/loss").asDouble(), within(1e-4));
    assertThat(again.at("/base/accuracy").asDouble())
        .isEqualTo(before.at("/tuned/accuracy").asDouble());
  }

  private static EvaluateStage evaluate() {
    return new EvaluateStage(StagesTest::decode, () -> TinyPack.rows("g", 11, 9));
  }

  private StageCounts run(TrainingJob job, StageInputs inputs, String name) {
    StageFolder output = new StageFolder(folder.resolve(name).toString());
    return job.run(spark, recipe.recipe(), inputs, output, Progress.silent());
  }

  private StageInputs inputs() {
    return StageInputs.of(StageName.PACK, pack.stage())
        .and(StageName.TRAIN, new StageFolder(folder.resolve("train").toString()));
  }

  private JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(file).toFile());
  }
}
