package io.seekforge.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.PackedSequence;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.EvaluateSection;
import io.seekforge.api.recipe.ExpertsSection;
import io.seekforge.api.recipe.ExportSection;
import io.seekforge.api.recipe.ModelSection;
import io.seekforge.api.recipe.RouterSection;
import io.seekforge.model.checkpoint.DeltaCheckpoint;
import io.seekforge.model.checkpoint.Dtype;
import io.seekforge.model.checkpoint.ExpertConfigFile;
import io.seekforge.model.checkpoint.RandomCheckpoint;
import io.seekforge.model.checkpoint.SafetensorsFile;
import io.seekforge.model.experts.ExpertConfig;
import io.seekforge.training.resident.Resident;
import io.seekforge.training.routing.RoutingTables;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chosen experts are trained, scored and exported; all else stays as it is. */
class ExpertStagesTest {
  private static final Path CONFIG = Path.of("src/test/resources/tiny-experts/config.json");
  private static final Pattern EXPERT =
      Pattern.compile(".*model\\.layers\\.(\\d+)\\.mlp\\.experts\\.(\\d+)\\..*");

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
    recipe.model = new ModelSection(base("base", 3).toString(), "", "", "fp32");
    recipe.method = "experts";
    recipe.epochs = 2;
    recipe.checkpointEvery = 100;
    recipe.learningRate = 0.01;
    recipe.sequencesPerStep = 2;
    recipe.evaluate = new EvaluateSection("test", 0, 0, 4, 1, "exact", "");
    pack = new TinyPack(folder.resolve("pack")).write(6, 4);
  }

  private Path base(String name, long seed) {
    Path base = folder.resolve(name);
    RandomCheckpoint.write(base, CONFIG.getParent(), Dtype.F32, seed);
    return base;
  }

  @Test
  void onlyChosenExpertsChange() throws IOException {
    recipe.experts = new ExpertsSection("", "token", 0.3, 0, 0, false, false, false);
    recipe.export = new ExportSection(true);
    StageCounts trained = run(new TrainStage(), "train");
    ExpertConfig chosen =
        ExpertConfigFile.read(folder.resolve("train/routing/" + ExpertConfigFile.NAME));
    assertThat(chosen.experts().keySet()).containsExactly(1, 2);
    assertThat(chosen.size()).isBetween(2, 6);
    assertThat(folder.resolve("train/routing/" + RoutingTables.ROUTING)).isNotEmptyFile();

    SafetensorsFile delta =
        SafetensorsFile.open(folder.resolve("train/delta/" + DeltaCheckpoint.WEIGHTS));
    assertThat(delta.names()).hasSize(3 * chosen.size());
    delta.names().forEach(name -> assertThat(chosen(chosen, name)).as(name).isTrue());

    // Gradient, moments and traffic are vectors of the chosen parameters alone.
    long parameters = 3L * 8 * 16 * chosen.size();
    assertThat(trained.figures()).containsEntry("trainable_parameters", (double) parameters);
    assertThat(Files.size(lastCheckpoint().resolve("optimizer.safetensors")))
        .isBetween(8 * parameters, 8 * parameters + 10_000);

    run(evaluate(), "evaluate");
    double base = loss("base");
    double tuned = loss("tuned");
    assertThat(tuned).isNotEqualTo(base);

    run(new ExportStage(), "export");
    assertThat(folder.resolve("export/delta/" + DeltaCheckpoint.WEIGHTS))
        .hasSameBinaryContentAs(folder.resolve("train/delta/" + DeltaCheckpoint.WEIGHTS));
    SafetensorsFile before = SafetensorsFile.open(folder.resolve("base/model.safetensors"));
    SafetensorsFile after = SafetensorsFile.open(folder.resolve("export/merged/model.safetensors"));
    assertThat(after.names()).isEqualTo(before.names());
    for (String name : before.names()) {
      boolean same = bytes(before, name).equals(bytes(after, name));
      assertThat(same).as(name).isEqualTo(!chosen(chosen, name));
    }

    recipe.model = new ModelSection(folder.resolve("export/merged").toString(), "", "", "fp32");
    run(evaluate(), "evaluate");
    // Frozen weights are packed, trained ones are not: their products may differ in the last bits.
    assertThat(loss("base")).isCloseTo(tuned, within(1e-6));
  }

  private static boolean chosen(ExpertConfig config, String name) {
    Matcher matcher = EXPERT.matcher(name);
    return matcher.matches()
        && config.chooses(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  private static ByteBuffer bytes(SafetensorsFile file, String name) {
    return file.bytes(name);
  }

  @Test
  void theSameBytesOnOneCore() throws IOException {
    recipe.experts = new ExpertsSection("", "gate", 0.2, 2, 3, true, false, false);
    run(new TrainStage(), "train");
    Path two = Files.move(folder.resolve("train"), folder.resolve("two"));
    spark.close();
    spark = LocalContext.of("local[1]");
    run(new TrainStage(), "train");
    for (String file : List.of("delta/delta.safetensors", "routing/routing.parquet")) {
      assertThat(folder.resolve("train/" + file)).hasSameBinaryContentAs(two.resolve(file));
    }
    List<String> names =
        new ArrayList<>(SafetensorsFile.open(two.resolve("delta/delta.safetensors")).names());
    assertThat(names).anyMatch(name -> name.contains(".shared_experts."));
    assertThat(names).hasSize(3 * 2 * (2 + 1));
  }

  @Test
  void adaptersSitOnChosenExpertsAlone() throws IOException {
    Path config = folder.resolve("cfg.json");
    ExpertConfigFile.write(
        config,
        new ExpertConfig(new TreeMap<>(Map.of(1, List.of(4, 0), 2, List.of(1))), false, false));
    recipe.experts = new ExpertsSection(config.toString(), "token", 0.2, 0, 0, false, false, true);
    recipe.export = new ExportSection(true);
    run(new TrainStage(), "train");
    run(evaluate(), "evaluate");
    run(new ExportStage(), "export");
    assertThat(folder.resolve("export/delta")).doesNotExist();
    SafetensorsFile adapter =
        SafetensorsFile.open(folder.resolve("export/adapter/adapter_model.safetensors"));
    assertThat(adapter.names())
        .hasSize(2 * 3 * 3)
        .allMatch(name -> chosen(ExpertConfigFile.read(config), name));
    SafetensorsFile before = SafetensorsFile.open(folder.resolve("base/model.safetensors"));
    SafetensorsFile after = SafetensorsFile.open(folder.resolve("export/merged/model.safetensors"));
    for (String name : before.names()) {
      assertThat(bytes(before, name).equals(bytes(after, name)))
          .as(name)
          .isEqualTo(!chosen(ExpertConfigFile.read(config), name));
    }
  }

  @Test
  void wrongChoicesAreRefused() throws IOException {
    Path config = folder.resolve("cfg.json");
    recipe.experts = new ExpertsSection(config.toString(), "token", 0.2, 0, 0, false, false, false);
    ExpertConfigFile.write(
        config, new ExpertConfig(new TreeMap<>(Map.of(1, List.of(6))), false, false));
    assertThatThrownBy(() -> run(new TrainStage(), "train"))
        .hasMessage(
            "Cannot use " + config + ": layer 1 names expert 6, but the model has 6 (0 to 5)");
    recipe.experts = new ExpertsSection("", "token", 0.2, 7, 0, false, false, false);
    assertThatThrownBy(() -> run(new TrainStage(), "train"))
        .hasMessage("Cannot choose 7 experts: a layer has 6");
    assertThatThrownBy(() -> new ExpertsSection("", "token", 1.1, 0, 0, false, false, false))
        .hasMessage("Invalid share: 1.1 (must be above 0 and at most 1)");
    Path dense = folder.resolve("dense");
    RandomCheckpoint.write(dense, Path.of("src/test/resources/tiny"), Dtype.F32, 1);
    recipe.model = new ModelSection(dense.toString(), "", "", "fp32");
    assertThatThrownBy(() -> run(new TrainStage(), "train"))
        .hasMessageContaining("Cannot use train.method experts: the model (llama) is dense");
  }

  @Test
  void routersSayWhatTheyDo() throws IOException {
    recipe.method = "full";
    recipe.router = new RouterSection("sequence", 0.1, 0.01, 0);
    List<String> messages = new ArrayList<>();
    run(new TrainStage(), "train", messages::add);
    assertThat(messages)
        .contains(
            "train: routers are trained; load-balancing loss sequence x 0.1, z-loss x 0.01,"
                + " correction bias unmoved");
    JsonNode line =
        new ObjectMapper()
            .readTree(Files.readAllLines(folder.resolve("train/training.jsonl")).get(1));
    assertThat(line.get("balance_loss").asDouble()).isBetween(1.9, 2.5);
    assertThat(line.get("z_loss").asDouble()).isPositive();
    assertThat(line.get("router_entropy").asDouble()).isBetween(0.5, 1.0);
    assertThat(line.get("router_largest_load").asDouble()).isBetween(1.0, 6.0);
    assertThat(line.get("router_load")).hasSize(2);
    long chosen = 0;
    for (JsonNode tokens : line.get("router_load").get(0)) {
      chosen += tokens.asLong();
    }
    assertThat(chosen).isEqualTo(2 * line.get("num_tokens").asLong());

    recipe.router = new RouterSection("auto", 0, 0, 0.1);
    assertThatThrownBy(() -> run(new TrainStage(), "train"))
        .hasMessageContaining("it needs a model with correction biases (deepseek_v3)");
  }

  @Test
  void aDeltaFitsItsOwnBaseAlone() throws IOException {
    recipe.epochs = 1;
    run(new TrainStage(), "train");
    Path other = base("other", 4);
    assertThatThrownBy(
            () ->
                DeltaCheckpoint.read(folder.resolve("train/delta"))
                    .merge(other, folder.resolve("merged")))
        .hasMessageContaining("it was trained on another base");
    assertThat(folder.resolve("merged")).doesNotExist();
  }

  private static EvaluateStage evaluate() {
    return new EvaluateStage(ids -> "", () -> List.<PackedSequence>of());
  }

  private Path lastCheckpoint() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("train/checkpoints"))) {
      return all.max(Comparator.naturalOrder()).orElseThrow();
    }
  }

  private StageCounts run(TrainingJob job, String name) {
    return run(job, name, message -> {});
  }

  private StageCounts run(TrainingJob job, String name, Consumer<String> messages) {
    StageFolder output = new StageFolder(folder.resolve(name).toString());
    StageInputs inputs =
        StageInputs.of(StageName.PACK, pack.stage())
            .and(StageName.TRAIN, new StageFolder(folder.resolve("train").toString()));
    Progress progress =
        new Progress() {
          @Override
          public void round(Round round) {}

          @Override
          public void message(String line) {
            messages.accept(line);
          }
        };
    return job.run(spark, recipe.recipe(), inputs, output, progress);
  }

  private double loss(String model) throws IOException {
    return new ObjectMapper()
        .readTree(folder.resolve("evaluate/evaluation.json").toFile())
        .at("/" + model + "/loss")
        .asDouble();
  }
}
