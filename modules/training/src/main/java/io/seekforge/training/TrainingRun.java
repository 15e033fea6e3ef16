package io.seekforge.training;

import io.seekforge.api.ContentHash;
import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.model.LossSum;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.RouterLosses;
import io.seekforge.model.Trainable;
import io.seekforge.training.checkpoint.Checkpoints;
import io.seekforge.training.evaluate.Chunk;
import io.seekforge.training.evaluate.HeldOutLoss;
import io.seekforge.training.resident.BaseModel;
import io.seekforge.training.resident.ModelContext;
import io.seekforge.training.rounds.BlockState;
import io.seekforge.training.rounds.Blocks;
import io.seekforge.training.rounds.Counters;
import io.seekforge.training.rounds.InitialBlocks;
import io.seekforge.training.rounds.Parameters;
import io.seekforge.training.rounds.RoundResult;
import io.seekforge.training.rounds.Rounds;
import io.seekforge.training.rounds.RunContext;
import io.seekforge.training.rounds.RunPlan;
import io.seekforge.training.rounds.TrainingState;
import io.seekforge.training.rounds.Values;
import io.seekforge.training.schedule.LearningRate;
import io.seekforge.training.shard.ShardFile;
import io.seekforge.training.shard.ShardSummary;
import io.seekforge.training.store.HadoopFolder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BiFunction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Trains over packed shards, from the newest checkpoint if there is one, and leaves {@code
 * training.jsonl} and {@code checkpoints/} in the output folder.
 */
final class TrainingRun {
  /** Raised whenever the same recipe and shards give other parameters. */
  static final int VERSION = 3;

  private final JavaSparkContext spark;
  private final Recipe recipe;
  private final BaseModel base;
  private final Trainable trainable;
  private final RouterLosses losses;
  private final StageFolder pack;
  private final HadoopFolder output;
  private final Progress progress;
  private BiFunction<ParameterLayout, byte[], byte[]> begun;

  /**
   * What came out.
   *
   * @param config the model's shape
   * @param layout names and places of the parameters
   * @param values what was trained: held by the driver, or in files
   * @param sequences rows of the training shards
   * @param figures what the log shows, by name
   */
  record Outcome(
      ModelConfig config,
      ParameterLayout layout,
      Parameters values,
      long sequences,
      SortedMap<String, Double> figures) {
    /** The parameters as bytes, if the driver holds them. */
    byte[] parameters() {
      return ((Values) values).bytes();
    }
  }

  TrainingRun(
      JavaSparkContext spark,
      Recipe recipe,
      BaseModel base,
      Trainable trainable,
      RouterLosses losses,
      StageFolder pack,
      StageFolder output,
      Progress progress) {
    this.spark = spark;
    this.recipe = recipe;
    this.base = base;
    this.trainable = trainable;
    this.losses = losses;
    this.pack = pack;
    this.output = new HadoopFolder(output.root(), spark.hadoopConfiguration());
    this.progress = progress;
  }

  /**
   * Starts from these parameters in place of the model's own.
   *
   * @param start makes them of the layout and the model's own, float32 little-endian
   */
  TrainingRun from(BiFunction<ParameterLayout, byte[], byte[]> start) {
    begun = start;
    return this;
  }

  Outcome run() {
    SerializableConfiguration hadoop = new SerializableConfiguration(spark.hadoopConfiguration());
    try (Sent<SerializableConfiguration> sent = Sent.of(spark, hadoop);
        Sent<ModelContext> model =
            Sent.of(spark, new ModelContext(base, trainable, losses, hadoop))) {
      List<ShardSummary> shards = ShardSurvey.of(spark, sent.broadcast(), pack, "train");
      List<ShardSummary> valid = ShardSurvey.of(spark, sent.broadcast(), pack, "valid");
      RunPlan plan = RunPlan.of(recipe.train(), shards);
      ExchangePath path = new ExchangePath(recipe.train(), shards.size(), begun != null);
      ModelStart start = ModelStart.of(spark, model.broadcast(), recipe.seed(), path);
      start.checkIds(shards);
      start.checkIds(valid);
      LearningRate rate = LearningRate.of(recipe.train(), plan.steps());
      RunContext context =
          RunContext.of(
              model.value(),
              shards.stream().map(ShardSummary::file).toList(),
              plan,
              rate,
              start.layout(),
              recipe.train(),
              recipe.seed());
      Checkpoints checkpoints = checkpoints(start.layout(), context);
      Validation validation = new Validation(model.broadcast(), Chunk.ofShards(valid, 0));
      try (Sent<RunContext> run = Sent.of(spark, context)) {
        Optional<Checkpoints.Saved> saved = checkpoints.newest();
        Rounds rounds =
            start.byBlock()
                ? byBlock(model.broadcast(), run.broadcast(), start, checkpoints, saved)
                : byDriver(run.broadcast(), start, shards.size(), checkpoints, saved);
        byte[] before = saved.map(Checkpoints.Saved::log).orElse(new byte[0]);
        try (rounds;
            TrainingLog log = new TrainingLog(output, before)) {
          return train(context.plan(), start, shards, rounds, log, validation);
        }
      }
    }
  }

  private Outcome train(
      RunPlan plan,
      ModelStart start,
      List<ShardSummary> shards,
      Rounds rounds,
      TrainingLog log,
      Validation validation) {
    if (rounds.counters().round() == 0) {
      validation.run(0, rounds.parameters(), log);
    } else {
      progress.message("train: going on from round " + rounds.counters().round());
    }
    new Loop(plan, rounds, log, validation).run();
    Counters end = rounds.counters();
    if (end.skippedSteps() > 0 && rounds.optimizerSteps() == 0) {
      throw new SeekforgeException(
          "Cannot train: every step was left out because its loss was not finite (look at the"
              + " base model and train.learning-rate)");
    }
    SortedMap<String, Double> figures = log.figures();
    figures.put("steps", (double) plan.stepsAfter(end.round()));
    figures.put("skipped_steps", (double) end.skippedSteps());
    figures.put("replicas", (double) shards.size());
    figures.put("tokens", (double) end.tokens());
    figures.put("trainable_parameters", (double) start.layout().size());
    long sequences = shards.stream().mapToLong(ShardSummary::sequences).sum();
    return new Outcome(start.config(), start.layout(), rounds.parameters(), sequences, figures);
  }

  private Rounds byDriver(
      Broadcast<RunContext> run,
      ModelStart start,
      int replicas,
      Checkpoints checkpoints,
      Optional<Checkpoints.Saved> saved) {
    RunPlan plan = run.value().plan();
    TrainingState state =
        saved
            .map(checkpoints::load)
            .orElseGet(() -> TrainingState.fresh(first(start), plan, replicas));
    return Rounds.of(spark, run, checkpoints, state);
  }

  private byte[] first(ModelStart start) {
    return begun == null ? start.parameters() : begun.apply(start.layout(), start.parameters());
  }

  private Rounds byBlock(
      Broadcast<ModelContext> model,
      Broadcast<RunContext> run,
      ModelStart start,
      Checkpoints checkpoints,
      Optional<Checkpoints.Saved> saved) {
    long size = start.layout().size();
    if (saved.isEmpty()) {
      BlockState state = InitialBlocks.write(spark, model, checkpoints, size, recipe.seed());
      return Rounds.byBlock(spark, run, checkpoints, new Counters(0, 0, 0), state);
    }
    Checkpoints.Saved found = saved.get();
    BlockState state =
        BlockState.of(
            checkpoints.location(found.counters().round()),
            Blocks.of(size),
            found.hashes(),
            found.optimizerSteps().get(0));
    return Rounds.byBlock(spark, run, checkpoints, found.counters(), state);
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
            context.shards().size(),
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

    void run(long round, Parameters parameters, TrainingLog log) {
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
    private final Validation validation;
    private final long firstRound;
    private final long begun = System.nanoTime();
    private long tokensHere;

    Loop(RunPlan plan, Rounds rounds, TrainingLog log, Validation validation) {
      this.plan = plan;
      this.rounds = rounds;
      this.log = log;
      this.validation = validation;
      this.firstRound = rounds.counters().round();
    }

    void run() {
      for (long round = firstRound + 1; round <= plan.rounds(); round++) {
        long start = System.nanoTime();
        RoundResult result = rounds.next();
        tokensHere += result.tokens();
        log.round(
            result,
            plan.epochsAfter(result.step()),
            rounds.counters().tokens(),
            (System.nanoTime() - start) * 1e-9);
        show(result);
        if (due(round, recipe.train().validateEvery())) {
          validation.run(round, rounds.parameters(), log);
        }
        if (due(round, recipe.train().checkpointEvery())) {
          rounds.checkpoint(log.lines());
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
