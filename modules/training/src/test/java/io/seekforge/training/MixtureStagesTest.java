package io.seekforge.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.PackedSequence;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.EvaluateSection;
import io.seekforge.api.recipe.ExportSection;
import io.seekforge.api.recipe.MixtureSection;
import io.seekforge.api.recipe.ModelSection;
import io.seekforge.model.checkpoint.Dtype;
import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.model.checkpoint.MixtureAdapter;
import io.seekforge.model.checkpoint.RandomCheckpoint;
import io.seekforge.training.resident.Resident;
import io.seekforge.training.shard.EvaluationCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Branches side by side, their mixture, the adapter they are compared with, and the matrix. */
class MixtureStagesTest {
  private static final String WEIGHTS = "mixture/adapter_model.safetensors";

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
    RandomCheckpoint.write(base, Path.of("src/test/resources/tiny"), Dtype.F32, 1);
    recipe.model = new ModelSection(base.toString(), "", "", "fp32");
    recipe.method = "mixture";
    recipe.domains = Map.of("s", "law", "s1", "finance");
    recipe.mixture = new MixtureSection(2, 0.5, true, 0.001);
    recipe.checkpointEvery = 100;
    recipe.evaluate = new EvaluateSection("test", 0, 2, 4, 1, "exact", "");
    recipe.export = new ExportSection(true);
    pack = new TinyPack(folder.resolve("pack")).write(6, 4);
    new TinyPack(folder.resolve("pack/domains/finance")).write(3, 2);
    new TinyPack(folder.resolve("pack/domains/law")).write(4, 3);
    // Rows of all test shards have the same documents; the last case is of none.
    pack.cases(
        Stream.of("t-0a", "t-1b", "t-2a", "other")
            .map(id -> new EvaluationCase(id, "test", new int[] {3, 4}, "ask", "answer"))
            .toList());
  }

  @Test
  void branchesMixtureAndMatrix() throws IOException {
    StageCounts trained = run(new TrainStage(), "train");
    assertThat(trained.figures()).containsEntry("domains", 2.0);
    assertThat(folder.resolve("train/branches/finance/adapter/adapter_model.safetensors")).exists();
    assertThat(folder.resolve("train/branches/law/training.jsonl")).isNotEmptyFile();
    MixtureAdapter mixture = MixtureAdapter.read(folder.resolve("train/mixture"));
    assertThat(mixture.config().experts()).isEqualTo(2);
    assertThat(folder.resolve("train/mixture/adapter_config.json"))
        .content()
        .containsPattern("\"router_aux_loss_coef\"\\s*:\\s*0.01\\b");
    List<String> log = Files.readAllLines(folder.resolve("train/training.jsonl"));
    assertThat(log.get(1)).contains("\"router_load\"").contains("\"balance_loss\"");
    assertThat(highestRate("train/training.jsonl")).isEqualTo(0.01);
    assertThat(highestRate("train/branches/law/training.jsonl")).isEqualTo(0.01);
    assertThat(highestRate("train/union/training.jsonl")).isEqualTo(0.001);

    run(new EvaluateStage(ids -> "", () -> List.<PackedSequence>of()), "evaluate");
    JsonNode json =
        new ObjectMapper().readTree(folder.resolve("evaluate/evaluation.json").toFile());
    JsonNode matrix = json.get("domains");
    assertThat(matrix.fieldNames())
        .toIterable()
        .containsExactly("base", "expert_finance", "expert_law", "mixture", "union");
    assertThat(matrix.at("/union/parameters").asLong())
        .isBetween(
            matrix.at("/mixture/parameters").asLong(),
            matrix.at("/mixture/parameters").asLong() * 5 / 4);
    assertThat(matrix.at("/base/finance/loss").asDouble())
        .isNotEqualTo(matrix.at("/expert_finance/finance/loss").asDouble());
    JsonNode shares = matrix.at("/mixture/law/expert_share");
    assertThat(shares.get(0).asDouble() + shares.get(1).asDouble()).isEqualTo(1);
    JsonNode load = matrix.at("/mixture/law/router_load/1");
    assertThat(load.get(0).asDouble() + load.get(1).asDouble()).isEqualTo(2);
    assertThat(matrix.at("/union/finance/cases").asInt()).isEqualTo(2);
    assertThat(matrix.at("/union/finance/accuracy").asDouble()).isZero();
    List<String> answers = Files.readAllLines(folder.resolve("evaluate/domain-predictions.jsonl"));
    assertThat(answers).hasSize(4);
    assertThat(answers.get(3))
        .contains("\"domain\":\"law\",\"document_id\":\"t-1b\"")
        .containsSubsequence("\"base\":", "\"expert_law\":", "\"mixture\":", "\"union\":");

    run(new ExportStage(), "export");
    assertThat(folder.resolve("export/" + WEIGHTS))
        .hasSameBinaryContentAs(folder.resolve("train/" + WEIGHTS));
    assertThat(HfConfig.read(folder.resolve("export/merged")).modelType()).isEqualTo("mixtral");

    // The same bytes on one core, where branches take turns.
    Path two = Files.move(folder.resolve("train"), folder.resolve("two"));
    spark.close();
    spark = LocalContext.of("local[1]");
    run(new TrainStage(), "train");
    assertThat(folder.resolve("train/" + WEIGHTS)).hasSameBinaryContentAs(two.resolve(WEIGHTS));
  }

  @Test
  void oneDomainIsNoMixture() {
    recipe.domains = Map.of("s", "finance");
    assertThatThrownBy(() -> run(new TrainStage(), "train"))
        .hasMessageContaining(
            "Cannot train a mixture of 1 domains: name the domain of each source");
  }

  private double highestRate(String log) throws IOException {
    double highest = 0;
    for (String line : Files.readAllLines(folder.resolve(log))) {
      highest =
          Math.max(highest, new ObjectMapper().readTree(line).path("learning_rate").asDouble());
    }
    return highest;
  }

  private StageCounts run(TrainingJob job, String name) {
    StageFolder output = new StageFolder(folder.resolve(name).toString());
    StageInputs inputs =
        StageInputs.of(StageName.PACK, pack.stage())
            .and(StageName.TRAIN, new StageFolder(folder.resolve("train").toString()));
    return job.run(spark, recipe.recipe(), inputs, output, Progress.silent());
  }
}
