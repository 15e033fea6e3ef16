package io.seekforge.api.recipe;

import java.io.Serializable;
import java.util.List;

/** Training rounds. */
public record TrainSection(
    @Key(
            doc =
                "lora, full (every parameter), experts (of a mixture only those that the domain uses) or mixture (one adapter for"
                    + " each of pack.domains, then all of them as experts under a router).",
            def = "lora")
        String method,
    @Key(doc = "The adapter.", def = "") LoraSection lora,
    @Key(doc = "Which experts, with method: experts.", def = "") ExpertsSection experts,
    @Key(doc = "The mixture, with method: mixture.", def = "") MixtureSection mixture,
    @Key(doc = "Losses of routers, of models with experts.", def = "") RouterSection router,
    @Key(
            doc = "Passes over the training shards; steps follow from it unless max-steps is set.",
            def = "1.0")
        double epochs,
    @Key(doc = "Optimiser steps, 0: as many as epochs asks for.", def = "0") int maxSteps,
    @Key(doc = "Sequences each replica takes in one step.", def = "1") int sequencesPerStep,
    @Key(
            doc =
                "Gradient accumulation: one step takes this many times sequences-per-step from each replica.",
            def = "1")
        int accumulation,
    @Key(
            doc = "Local steps H per round: 1 is synchronous data parallelism, more is local SGD.",
            def = "1")
        int localSteps,
    @Key(doc = "Peak learning rate.", def = "2.0e-4") double learningRate,
    @Key(doc = "cosine, linear or constant.", def = "cosine") String schedule,
    @Key(doc = "Share of the steps that warm up.", def = "0.03") double warmup,
    @Key(doc = "AdamW weight decay.", def = "0") double weightDecay,
    @Key(doc = "AdamW beta 1.", def = "0.9") double beta1,
    @Key(doc = "AdamW beta 2.", def = "0.999") double beta2,
    @Key(doc = "AdamW epsilon.", def = "1.0e-8") double epsilon,
    @Key(doc = "Largest gradient norm, 0: no clipping.", def = "1.0") double maxGradNorm,
    @Key(doc = "Rounds between checkpoints.", def = "20") int checkpointEvery,
    @Key(doc = "Checkpoints kept.", def = "2") int keepCheckpoints,
    @Key(
            doc = "Rounds between losses on the validation shards, 0: only before and after.",
            def = "0")
        int validateEvery,
    @Key(
            doc =
                "What a NaN or infinite loss does: stop or skip (the step is left out and counted).",
            def = "stop")
        String onNan,
    @Key(doc = "What replicas exchange between rounds, and how.", def = "")
        ExchangeSection exchange)
    implements Serializable {
  public TrainSection {
    Check.oneOf("method", method, List.of("lora", "full", "experts", "mixture"));
    Check.positive("epochs", epochs);
    Check.atLeast("max-steps", maxSteps, 0);
    Check.atLeast("sequences-per-step", sequencesPerStep, 1);
    Check.atLeast("accumulation", accumulation, 1);
    Check.atLeast("local-steps", localSteps, 1);
    Check.positive("learning-rate", learningRate);
    Check.oneOf("schedule", schedule, List.of("cosine", "linear", "constant"));
    Check.share("warmup", warmup);
    Check.atLeast("weight-decay", weightDecay, 0);
    Check.share("beta1", beta1);
    Check.share("beta2", beta2);
    Check.positive("epsilon", epsilon);
    Check.atLeast("max-grad-norm", maxGradNorm, 0);
    Check.atLeast("checkpoint-every", checkpointEvery, 1);
    Check.atLeast("keep-checkpoints", keepCheckpoints, 1);
    Check.atLeast("validate-every", validateEvery, 0);
    Check.oneOf("on-nan", onNan, List.of("stop", "skip"));
    if (localSteps == 1 && (!exchange.plain() || exchange.proximal() > 0)) {
      throw new IllegalArgumentException(
          "Invalid exchange: average, proximal, outer-rate and outer-momentum are for local-steps"
              + " above 1");
    }
    if (router.biasRate() > 0
        && (exchange.by().equals("shuffle") || !exchange.wire().equals("fp32"))) {
      throw new IllegalArgumentException(
          "Invalid router.bias-rate: "
              + router.biasRate()
              + " with exchange by "
              + exchange.by()
              + ", wire "
              + exchange.wire()
              + " (take by: driver, wire: fp32)");
    }
    if (method.equals("mixture") && exchange.by().equals("shuffle")) {
      throw new IllegalArgumentException(
          "Invalid exchange.by: \"shuffle\" with method mixture (take by: driver)");
    }
    if (localSteps > 1 && exchange.by().equals("shuffle")) {
      throw new IllegalArgumentException(
          "Invalid exchange.by: \"shuffle\" with local-steps "
              + localSteps
              + " (take local-steps 1, or by: driver)");
    }
  }

  /**
   * The same, of another length and at another rate.
   *
   * @param epochs passes over the training shards
   * @param maxSteps 0: as many as epochs asks for
   * @param learningRate the highest
   */
  public TrainSection lasting(double epochs, int maxSteps, double learningRate) {
    return new TrainSection(
        method,
        lora,
        experts,
        mixture,
        router,
        epochs,
        maxSteps,
        sequencesPerStep,
        accumulation,
        localSteps,
        learningRate,
        schedule,
        warmup,
        weightDecay,
        beta1,
        beta2,
        epsilon,
        maxGradNorm,
        checkpointEvery,
        keepCheckpoints,
        validateEvery,
        onNan,
        exchange);
  }

  /** The exchange between two rounds. */
  public record ExchangeSection(
      @Key(
              doc =
                  "driver (parameters and gradients pass through the driver), shuffle (by block"
                      + " through Spark's shuffle and files, the driver holds none) or auto:"
                      + " shuffle above 32 million trained parameters, or 128 million times replicas,"
                      + " where local-steps is 1 and the wire fp32.",
              def = "auto")
          String by,
      @Key(
              doc =
                  "Weights of the replicas with local steps: plain (equal) or tokens (label tokens"
                      + " of the round).",
              def = "plain")
          String average,
      @Key(doc = "FedProx: pull of local steps towards the common parameters, 0: none.", def = "0")
          double proximal,
      @Key(doc = "With local steps: share of the mean difference that is taken.", def = "1.0")
          double outerRate,
      @Key(doc = "With local steps: Nesterov momentum of the mean difference, 0: none.", def = "0")
          double outerMomentum,
      @Key(
              doc =
                  "What travels: fp32, bf16 or threshold (places of large elements only); what is"
                      + " lost is fed back by each replica.",
              def = "fp32")
          String wire,
      @Key(
              doc = "With wire threshold: elements beyond this many root mean squares travel.",
              def = "4.0")
          double threshold)
      implements Serializable {
    public ExchangeSection {
      Check.oneOf("by", by, List.of("auto", "driver", "shuffle"));
      Check.oneOf("average", average, List.of("plain", "tokens"));
      Check.atLeast("proximal", proximal, 0);
      Check.positive("outer-rate", outerRate);
      Check.share("outer-momentum", outerMomentum);
      Check.oneOf("wire", wire, List.of("fp32", "bf16", "threshold"));
      Check.positive("threshold", threshold);
      if (by.equals("shuffle") && !wire.equals("fp32")) {
        throw new IllegalArgumentException(
            "Invalid wire: \"" + wire + "\" with by: shuffle (take fp32, or by: driver)");
      }
    }

    /** Whether the new parameters are the plain mean of the replicas'. */
    public boolean plain() {
      return average.equals("plain") && outerRate == 1 && outerMomentum == 0;
    }

    /** What a recipe has that says nothing of it. */
    public static ExchangeSection standard() {
      return new ExchangeSection("auto", "plain", 0, 1, 0, "fp32", 4);
    }
  }

  /** The LoRA adapter, in PEFT's words. */
  public record LoraSection(
      @Key(doc = "Rank.", def = "16") int r,
      @Key(doc = "Scale is alpha / r (alpha / sqrt(r) with rslora).", def = "32") double alpha,
      @Key(
              doc = "Share of the adapter's input dropped in training, at least 0 and below 1.",
              def = "0")
          double dropout,
      @Key(doc = "Rank-stabilised scale.", def = "false") boolean rslora,
      @Key(
              doc = "DoRA: the length of each weight row is trained apart from its direction.",
              def = "false")
          boolean dora,
      @Key(
              doc = "Names of the linear layers that get an adapter; all-linear for all of them.",
              def = "[all-linear]")
          List<String> targets)
      implements Serializable {
    public LoraSection {
      Check.atLeast("r", r, 1);
      Check.positive("alpha", alpha);
      Check.share("dropout", dropout);
      if (dropout == 1) {
        throw new IllegalArgumentException("Invalid dropout: 1 (must be below 1)");
      }
      targets = List.copyOf(targets);
      if (targets.isEmpty()) {
        throw new IllegalArgumentException(
            "Invalid targets: empty (name linear layers, or all-linear)");
      }
    }
  }
}
