package io.seekforge.training;

import io.seekforge.api.ContentHash;
import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.model.LossSum;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.Trainable;
import io.seekforge.training.checkpoint.Checkpoints;
import io.seekforge.training.evaluate.Chunk;
import io.seekforge.training.evaluate.HeldOutLoss;
import io.seekforge.training.resident.BaseModel;
import io.seekforge.training.resident.ModelContext;
import io.seekforge.training.rounds.OptimizerState;
import io.seekforge.training.rounds.RoundResult;
import io.seekforge.training.rounds.Rounds;
import io.seekforge.training.rounds.RunContext;
import io.seekforge.training.rounds.RunPlan;
import io.seekforge.training.rounds.TrainingState;
import io.seekforge.training.schedule.LearningRate;
import io.seekforge.training.shard.ShardFile;
import io.seekforge.training.shard.ShardSummary;
import io.seekforge.training.store.HadoopFolder;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Trains over packed shards, from the newest checkpoint if there is one, and leaves {@code
 * training.jsonl} and {@code checkpoints/} in the output folder.
 */
final class TrainingRun {
  /** Raised whenever the same recipe and shards give other parameters. */
  static final int VERSION = 1;

  private final JavaSparkContext spark;
  private final Recipe recipe;
  private final BaseModel base;
  private final Trainable trainable;
  private final StageFolder pack;
  private final HadoopFolder output;
  private final Progress progress;

  /**
   * What came out.
   *
   * @param config the model's shape
   * @param layout names and places of the parameters
   * @param parameters their values, float32 little-endian
   * @param sequences rows of the training shards
   * @param figures what the log shows, by name
   */
  record Outcome(
      ModelConfig config,
      ParameterLayout layout,
      byte[] parameters,
      long sequences,
      SortedMap<String, Double> figures) {}

  TrainingRun(
      JavaSparkContext spark,
      Recipe recipe,
      BaseModel base,
      Trainable trainable,
      StageFolder pack,
      StageFolder output,
      Progress progress) {
    this.spark = spark;
    this.recipe = recipe;
    this.base = base;
    this.trainable = trainable;
    this.pack = pack;
    this.output = new HadoopFolder(output.root(), spark.hadoopConfiguration());
    this.progress = progress;
  }

  Outcome run() {
    SerializableConfiguration hadoop = new SerializableConfiguration(spark.hadoopConfiguration());
    try (Sent<SerializableConfiguration> sent = Sent.of(spark, hadoop);
        Sent<ModelContext> model = Sent.of(spark, new ModelContext(base, trainable, hadoop))) {
      List<ShardSummary> shards = ShardSurvey.of(spark, sent.broadcast(), pack, "train");
      List<ShardSummary> valid = ShardSurvey.of(spark, sent.broadcast(), pack, "valid");
      RunPlan plan = RunPlan.of(recipe.train(), shards);
      ModelStart start = ModelStart.of(spark, model.broadcast(), recipe.seed());
      start.checkIds(shards);
      start.checkIds(valid);
      LearningRate rate = LearningRate.of(recipe.train(), plan.steps());
      RunContext context =
          new RunContext(
              model.value(),
              shards.stream().map(ShardSummary::file).toList(),
              plan,
              rate,
              recipe.train(),
              recipe.seed());
      Checkpoints checkpoints = checkpoints(start.layout(), context);
      Validation validation = new Validation(model.broadcast(), Chunk.ofShards(valid, 0));
      try (Sent<RunContext> run = Sent.of(spark, context)) {
        return train(run.broadcast(), start, shards, checkpoints, validation);
      }
    }
  }

  private Outcome train(
      Broadcast<RunContext> run,
      ModelStart start,
      List<ShardSummary> shards,
      Checkpoints checkpoints,
      Validation validation) {
    Optional<Checkpoints.Saved> saved = checkpoints.newest();
    saved.ifPresent(
        found -> progress.message("train: going on from round " + found.state().round()));
    TrainingState state =
        saved.map(Checkpoints.Saved::state).orElseGet(() -> fresh(start, shards.size()));
    byte[] before = saved.map(Checkpoints.Saved::log).orElse(new byte[0]);
    try (TrainingLog log = new TrainingLog(output, before);
        Rounds rounds = Rounds.of(spark, run, state)) {
      if (saved.isEmpty()) {
        validation.run(0, rounds.parameters(), log);
      }
      new Loop(run.value().plan(), rounds, state, log, checkpoints, validation).run();
      TrainingState end = rounds.state();
      if (end.skippedSteps() > 0 && end.optimizers().stream().allMatch(o -> o.steps() == 0)) {
        throw new SeekforgeException(
            "Cannot train: every step was left out because its loss was not finite (look at the"
                + " base model and train.learning-rate)");
      }
      SortedMap<String, Double> figures = log.figures();
      figures.put("steps", (double) run.value().plan().stepsAfter(end.round()));
      figures.put("skipped_steps", (double) end.skippedSteps());
      figures.put("replicas", (double) shards.size());
      figures.put("tokens", (double) end.tokens());
      figures.put("trainable_parameters", (double) start.layout().size());
      long sequences = shards.stream().mapToLong(ShardSummary::sequences).sum();
      return new Outcome(start.config(), start.layout(), end.parameters(), sequences, figures);
    }
  }

  private TrainingState fresh(ModelStart start, int replicas) {
    int optimizers = recipe.train().localSteps() == 1 ? 1 : replicas;
    return new TrainingState(
        0, start.parameters(), Collections.nCopies(optimizers, OptimizerState.FRESH), 0, 0);
  }

  private Checkpoints checkpoints(ParameterLayout layout, RunContext context) {
    List<String> shape =
        layout.entries().stream().map(entry -> entry.name() + ":" + entry.size()).toList();
    List<String> hashes = context.shards().stream().map(ShardFile::sha256).toList();
    String fingerprint =
        ContentHash.fingerprint(
            "train",
            VERSION,
            recipe.train(),
            recipe.seed(),
            recipe.model().precision(),
            shape,
            hashes);
    return new Checkpoints(
        output.child("checkpoints"),
        new Checkpoints.Run(
            fingerprint,
            layout,
            context.plan(),
            recipe.seed(),
            context.rate().toString(),
            recipe.train().keepCheckpoints()));
  }

  /** Loss on the validation shards, if there are any. */
  private final class Validation {
    private final Broadcast<ModelContext> model;
    private final List<Chunk> chunks;

    Validation(Broadcast<ModelContext> model, List<Chunk> chunks) {
      this.model = model;
      this.chunks = chunks;
    }

    void run(long round, byte[] parameters, TrainingLog log) {
      LossSum loss = HeldOutLoss.of(spark, model, chunks, parameters);
      if (loss.labelTokens() > 0) {
        log.validation(round, loss.mean(), loss.labelTokens());
        progress.message(
            String.format(
                Locale.ROOT, "train: round %d, validation loss %.4f", round, loss.mean()));
      }
    }
  }

  /** Rounds to the end, with what falls due between them. */
  private final class Loop {
    private final RunPlan plan;
    private final Rounds rounds;
    private final TrainingLog log;
    private final Checkpoints checkpoints;
    private final Validation validation;
    private final long firstRound;
    private final long begun = System.nanoTime();
    private long tokens;
    private long tokensHere;

    Loop(
        RunPlan plan,
        Rounds rounds,
        TrainingState from,
        TrainingLog log,
        Checkpoints checkpoints,
        Validation validation) {
      this.plan = plan;
      this.rounds = rounds;
      this.log = log;
      this.checkpoints = checkpoints;
      this.validation = validation;
      this.firstRound = from.round();
      this.tokens = from.tokens();
    }

    void run() {
      for (long round = firstRound + 1; round <= plan.rounds(); round++) {
        long start = System.nanoTime();
        RoundResult result = rounds.next();
        tokens += result.tokens();
        tokensHere += result.tokens();
        log.round(
            result, plan.epochsAfter(result.step()), tokens, (System.nanoTime() - start) * 1e-9);
        show(result);
        if (due(round, recipe.train().validateEvery())) {
          validation.run(round, rounds.parameters(), log);
        }
        if (due(round, recipe.train().checkpointEvery())) {
          checkpoints.save(rounds.state(), log.lines());
        }
      }
    }

    /** Always after the last round, so that a resume after it has nothing left to do. */
    private boolean due(long round, int every) {
      return round == plan.rounds() || (every > 0 && round % every == 0);
    }

    private void show(RoundResult result) {
      double seconds = (System.nanoTime() - begun) * 1e-9;
      double perRound = seconds / (result.round() - firstRound);
      progress.round(
          new Progress.Round(
              result.round(),
              plan.rounds(),
              result.loss().mean(),
              tokensHere / seconds,
              perRound * (plan.rounds() - result.round())));
    }
  }
}
