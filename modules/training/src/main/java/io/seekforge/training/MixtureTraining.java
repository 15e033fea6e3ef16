package io.seekforge.training;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.TrainSection;
import io.seekforge.model.LoraConfig;
import io.seekforge.model.MixtureConfig;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.RouterLosses;
import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.model.checkpoint.MixtureAdapter;
import io.seekforge.model.checkpoint.PeftAdapter;
import io.seekforge.training.resident.FolderModel;
import io.seekforge.training.rounds.FlatVector;
import io.seekforge.training.store.HadoopFolder;
import io.seekforge.training.store.TemporaryFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.spark.api.java.JavaSparkContext;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One adapter for each domain, side by side, then all of them as the experts of a mixture, trained
 * on and with a router, on everything (Branch-Train-MiX with MixLoRA's experts). To compare, one
 * adapter of as many parameters on everything, for as many tokens as branches and mixture together.
 */
final class MixtureTraining {
  /** Folder of the branches in the stage's output. */
  static final String BRANCHES = "branches";

  /** Folder of the adapter on everything. */
  static final String UNION = "union";

  private final JavaSparkContext spark;
  private final Recipe recipe;
  private final FolderModel base;
  private final StageFolder pack;
  private final StageFolder output;
  private final Progress progress;
  private final List<String> domains;
  private final MixtureConfig mixture;

  MixtureTraining(
      JavaSparkContext spark,
      Recipe recipe,
      FolderModel base,
      StageFolder pack,
      StageFolder output,
      Progress progress) {
    this.spark = spark;
    this.recipe = recipe;
    this.base = base;
    this.pack = pack;
    this.output = output;
    this.progress = progress;
    this.domains = recipe.pack().domainNames();
    if (domains.size() < 2) {
      throw new SeekforgeException(
          "Cannot train a mixture of "
              + domains.size()
              + " domains: name the domain of each source in pack.domains, two or more of them");
    }
    this.mixture = (MixtureConfig) Method.of(recipe);
  }

  /** Trains all of it. */
  TrainingRun.Outcome run() {
    sideBySide();
    RouterLosses losses = RouterChoice.of(recipe, Path.of(base.folder()), mixture, progress);
    progress.message("train: mixture of " + String.join(", ", domains));
    TrainingRun.Outcome outcome =
        new TrainingRun(spark, recipe, base, mixture, losses, pack, output, progress)
            .from(this::fromBranches)
            .run();
    SortedMap<String, Double> figures = new TreeMap<>(outcome.figures());
    figures.put("domains", (double) domains.size());
    return new TrainingRun.Outcome(
        outcome.config(), outcome.layout(), outcome.values(), outcome.sequences(), figures);
  }

  /**
   * Branches, and what is compared, at the same time: each is small, and waits for itself alone.
   */
  private void sideBySide() {
    ExecutorService threads = Executors.newFixedThreadPool(domains.size() + 1);
    try {
      List<CompletableFuture<Void>> runs = new ArrayList<>();
      for (String domain : domains) {
        runs.add(CompletableFuture.runAsync(() -> branch(domain), threads));
      }
      if (recipe.train().mixture().compare()) {
        runs.add(CompletableFuture.runAsync(this::union, threads));
      }
      runs.forEach(run -> run.handle((done, error) -> done).join());
      runs.forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } finally {
      threads.shutdown();
    }
  }

  private void branch(String domain) {
    StageFolder own = new StageFolder(pack.child("domains/" + domain));
    adapter(ofBranch(), mixture.lora(), own, BRANCHES + "/" + domain, domain);
  }

  private void union() {
    LoraConfig lora = unionLora(HfConfig.read(Path.of(base.folder())), mixture);
    adapter(ofUnion(), lora, pack, UNION, "one adapter on everything, rank " + lora.r());
  }

  private Recipe ofBranch() {
    TrainSection train = recipe.train();
    double length = train.mixture().branches();
    return recipe.with(
        train.lasting(
            train.epochs() * length,
            (int) Math.ceil(train.maxSteps() * length),
            train.learningRate()));
  }

  /**
   * As long as branches and mixture together: by epochs all branches see everything as often as
   * each its own, by steps each has its own.
   */
  private Recipe ofUnion() {
    TrainSection train = recipe.train();
    TrainSection branch = ofBranch().train();
    double rate = train.mixture().compareLearningRate();
    return recipe.with(
        train.lasting(
            train.epochs() + branch.epochs(),
            train.maxSteps() + domains.size() * branch.maxSteps(),
            rate > 0 ? rate : train.learningRate()));
  }

  /** The adapter with no fewer parameters than a mixture, of the same scale. */
  static LoraConfig unionLora(ModelConfig model, MixtureConfig mixture) {
    LoraConfig lora = mixture.lora();
    LoraConfig one = new LoraConfig(1, lora.alpha(), 0, lora.rslora(), lora.targets());
    long perRank = ParameterLayout.of(model, one).size();
    long wanted = ParameterLayout.of(model, mixture).size();
    int rank = Math.toIntExact((wanted + perRank - 1) / perRank);
    double root = lora.rslora() ? Math.sqrt(rank) : rank;
    return new LoraConfig(rank, lora.scale() * root, 0, lora.rslora(), lora.targets());
  }

  private void adapter(Recipe own, LoraConfig lora, StageFolder shards, String name, String shown) {
    StageFolder folder = new StageFolder(output.child(name));
    TrainingRun.Outcome outcome =
        new TrainingRun(
                spark, own, base, lora, RouterLosses.NONE, shards, folder, Progress.silent())
            .run();
    String named = recipe.model().path();
    ParameterLayout layout = outcome.layout();
    new ModelOutput(
            Method.ADAPTER,
            folder.child(Method.ADAPTER),
            (target, values) -> PeftAdapter.write(target, lora, layout, values, named))
        .write(spark, outcome.values());
    synchronized (this) {
      progress.message(
          "train: %s: loss %.4f to %.4f"
              .formatted(
                  shown,
                  outcome.figures().getOrDefault("first_loss", Double.NaN),
                  outcome.figures().getOrDefault("last_loss", Double.NaN)));
    }
  }

  private byte[] fromBranches(ParameterLayout layout, byte[] own) {
    try (TemporaryFolder temporary = TemporaryFolder.make();
        INDArray values = FlatVector.of(own)) {
      List<PeftAdapter> branches = new ArrayList<>();
      for (String domain : domains) {
        branches.add(PeftAdapter.read(temporary.copyFrom(branch(output, domain, spark), domain)));
      }
      MixtureAdapter.fromBranches(mixture, layout, values, branches);
      return FlatVector.bytes(values);
    }
  }

  /** The adapter of a domain. */
  static HadoopFolder branch(StageFolder train, String domain, JavaSparkContext spark) {
    return new HadoopFolder(
        train.child(BRANCHES + "/" + domain + "/" + Method.ADAPTER), spark.hadoopConfiguration());
  }

  /** The adapter on everything. */
  static HadoopFolder union(StageFolder train, JavaSparkContext spark) {
    return new HadoopFolder(train.child(UNION + "/" + Method.ADAPTER), spark.hadoopConfiguration());
  }
}
