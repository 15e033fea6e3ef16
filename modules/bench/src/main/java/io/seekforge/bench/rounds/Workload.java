package io.seekforge.bench.rounds;

/**
 * What is trained.
 *
 * @param name for people
 * @param parameters trained
 * @param tokens of a replica's step
 * @param stepSeconds computing of a replica's step, mean over executors
 * @param spread standard deviation of an executor's computing time, as a share of the mean
 */
public record Workload(
    String name, long parameters, int tokens, double stepSeconds, double spread) {
  /** Executors of 16 cores against the 2 that were measured. */
  private static final double CORES = 16 / 2.0;

  /** Assumed: what is left of that where more cores share a memory. */
  private static final double EFFICIENCY = 0.8;

  /** Assumed. */
  private static final double SPREAD = 0.05;

  /** Measured on 2 cores: docs/guide/training.md. */
  private static final double LORA_TOKENS_PER_SECOND = 30;

  /** Measured on 2 cores, 3 of 27 layers: docs/guide/experts.md. */
  private static final double EXPERTS_TOKENS_PER_SECOND = 398;

  /**
   * Weights that a token of V2-Lite is multiplied by, in millions: head 209.7, dense feed-forward
   * 67.2, a layer's routed and shared experts 69.2 each of 26 (2 of them measured), attention 13.8
   * each of 27 (3 of them measured).
   */
  private static final double EXPERTS_LAYERS =
      (209.7 + 67.2 + 26 * 69.2 + 27 * 13.8) / (209.7 + 67.2 + 2 * 69.2 + 3 * 13.8);

  /** An adapter of rank 16 on all linears of a Llama of 7 billion; a sequence of 512 tokens. */
  public static final Workload LORA_7B =
      of("7B, LoRA r 16", 40_000_000, 512, LORA_TOKENS_PER_SECOND);

  /** 6 of the 64 experts in each of V2-Lite's 26 layers with experts; ESFT's 4,096 tokens. */
  public static final Workload V2_LITE_EXPERTS =
      of(
          "V2-Lite, 6 of 64 experts",
          26L * 6 * 3 * 2048 * 1408,
          4096,
          EXPERTS_TOKENS_PER_SECOND / EXPERTS_LAYERS);

  private static Workload of(String name, long parameters, int tokens, double measured) {
    return new Workload(name, parameters, tokens, tokens / (measured * CORES * EFFICIENCY), SPREAD);
  }

  /** Bytes of a vector of parameters or gradients. */
  public double vectorBytes() {
    return 4.0 * parameters;
  }

  /** Whether a vector fits into an array of bytes, as the driver's path needs it. */
  public boolean fitsDriver() {
    return vectorBytes() <= Integer.MAX_VALUE;
  }

  /** The same with so many steps, or as much computing, between exchanges. */
  public Workload steps(int steps) {
    return new Workload(name, parameters, tokens * steps, stepSeconds * steps, spread);
  }
}
