package io.seekforge.model;

import io.seekforge.api.PackedSequence;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;
import io.seekforge.tensor.cpu.CpuBackend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Small models and sequences for tests. */
public final class TinyModels {
  private TinyModels() {}

  /**
   * Whether a product with a bfloat16 weight rounds its other operand too, as on processors that
   * multiply bfloat16.
   */
  public static boolean roundsActivations() {
    try (Backend backend = new CpuBackend()) {
      Tensor x = Tensor.of(backend.allocate(ElementType.FLOAT32, 4 * 64), 4, 64);
      Tensor weight = Tensor.of(backend.allocate(ElementType.BFLOAT16, 64 * 64), 64, 64);
      Tensor y = Tensor.of(backend.allocate(ElementType.FLOAT32, 4 * 64), 4, 64);
      float[] between = new float[4 * 64];
      Arrays.fill(between, 1 + 0x1p-10f); // bfloat16 has 7 bits after the point
      backend.write(between, x);
      float[] ones = new float[64 * 64];
      Arrays.fill(ones, 1);
      backend.write(ones, weight);
      backend.multiply(x, false, weight, true, 1, 0, y);
      backend.read(y, between);
      return between[0] == 64;
    }
  }

  public static ModelConfig llama(boolean tied) {
    return config("llama", tied, false, false, null, null, null);
  }

  public static ModelConfig qwen2() {
    return config("qwen2", false, true, false, null, null, null);
  }

  public static ModelConfig qwen3() {
    return config("qwen3", false, false, true, null, null, null);
  }

  /** DeepSeek-V2's attention with a dense MLP; queries compressed to {@code rank}, 0: not. */
  public static ModelConfig latent(int rank) {
    RopeScaling yarn = new RopeScaling.Yarn(4, 16, 32, 1, 0.7, 0.7, null, true);
    MlaConfig mla = new MlaConfig(rank, 9, 5, 4, 3);
    return config("deepseek_v2", false, false, false, rank == 0 ? null : yarn, mla, null);
  }

  /** Mixtral, or DeepSeek-V2 or V3 with a dense and an expert layer. */
  public static ModelConfig experts(MoeConfig.Gate gate) {
    if (gate == MoeConfig.Gate.SOFTMAX_NORMALIZED) {
      return mixtral();
    }
    boolean v3 = gate == MoeConfig.Gate.SIGMOID_CORRECTED;
    int groups = gate == MoeConfig.Gate.SOFTMAX_GREEDY ? 1 : 2;
    MoeConfig moe = new MoeConfig(6, v3 ? 1 : 2, 2, 11, 1, gate, groups, 1, v3, v3 ? 2.5 : 1.5);
    MlaConfig mla = new MlaConfig(7, 9, 5, 4, 3);
    String type = v3 ? "deepseek_v3" : "deepseek_v2";
    return config(type, false, false, false, null, mla, moe);
  }

  /** Mixtral: experts in every layer. */
  public static ModelConfig mixtral() {
    MoeConfig.Gate gate = MoeConfig.Gate.SOFTMAX_NORMALIZED;
    MoeConfig moe = new MoeConfig(5, 0, 2, 36, 0, gate, 1, 1, true, 1);
    return config("mixtral", false, false, false, null, null, moe);
  }

  static ModelConfig config(
      String type,
      boolean tied,
      boolean bias,
      boolean norms,
      RopeScaling scaling,
      MlaConfig mla,
      MoeConfig moe) {
    int headDim = mla == null ? 10 : mla.qkRopeHeadDim();
    int kvHeads = mla == null ? 2 : 4;
    return new ModelConfig(
        type,
        50,
        20,
        36,
        2,
        4,
        kvHeads,
        headDim,
        1e-5,
        tied,
        bias,
        bias,
        bias,
        norms,
        10000,
        mla != null,
        scaling,
        mla,
        moe,
        512,
        0.3,
        0,
        List.of(1));
  }

  /** Architectures that {@link #random} knows, with and without what is optional in each. */
  public static final List<String> ARCHITECTURES =
      List.of(
          "llama",
          "qwen2",
          "qwen3",
          "deepseek_v2",
          "deepseek_v2 q_lora",
          "deepseek_v2 groups",
          "deepseek_v3");

  /**
   * Sizes, head counts, depth, experts and scaling drawn at random.
   *
   * @param architecture one of {@link #ARCHITECTURES}
   */
  public static ModelConfig random(String architecture, Random random) {
    String type = architecture.split(" ")[0];
    boolean v3 = type.equals("deepseek_v3");
    boolean latent = type.startsWith("deepseek");
    int kvHeads = 1 + random.nextInt(3);
    int heads = latent ? kvHeads : kvHeads * (1 + random.nextInt(3));
    int rotated = 2 * (1 + random.nextInt(6));
    boolean compressed = v3 || architecture.endsWith("q_lora");
    return new ModelConfig(
        type,
        17 + random.nextInt(50),
        6 + random.nextInt(30),
        5 + random.nextInt(40),
        1 + random.nextInt(3),
        heads,
        kvHeads,
        rotated,
        1e-5,
        random.nextBoolean(),
        type.equals("qwen2") || !type.equals("qwen3") && random.nextBoolean(),
        type.equals("llama") && random.nextBoolean(),
        type.equals("llama") && random.nextBoolean(),
        type.equals("qwen3"),
        10000,
        latent,
        random.nextBoolean() ? null : new RopeScaling.Yarn(4, 16, 32, 1, 0.7, 0.7, null, true),
        latent
            ? new MlaConfig(
                compressed ? 3 + random.nextInt(9) : 0,
                3 + random.nextInt(9),
                1 + random.nextInt(7),
                rotated,
                1 + random.nextInt(9))
            : null,
        latent ? randomExperts(v3, architecture.endsWith("groups"), random) : null,
        512,
        0.3,
        0,
        List.of(1));
  }

  private static MoeConfig randomExperts(boolean v3, boolean groups, Random random) {
    int count = v3 || groups ? 2 + random.nextInt(2) : 1;
    int size = 2 + random.nextInt(3);
    int kept = 1 + random.nextInt(count);
    MoeConfig.Gate gate =
        v3
            ? MoeConfig.Gate.SIGMOID_CORRECTED
            : groups ? MoeConfig.Gate.SOFTMAX_GROUP_LIMITED : MoeConfig.Gate.SOFTMAX_GREEDY;
    return new MoeConfig(
        count * size,
        random.nextInt(3),
        1 + random.nextInt(kept * size),
        3 + random.nextInt(12),
        random.nextInt(2),
        gate,
        count,
        kept,
        v3 && random.nextBoolean(),
        0.5 + random.nextDouble());
  }

  /** Documents of the given lengths side by side, random ids, about two thirds of them labels. */
  public static PackedSequence sequence(long seed, int vocabulary, int... lengths) {
    Random random = new Random(seed);
    int tokens = Arrays.stream(lengths).sum();
    int[] ids = random.ints(tokens, 0, vocabulary).toArray();
    int[] labels = new int[tokens];
    for (int i = 0; i < tokens; i++) {
      labels[i] = random.nextInt(3) == 0 ? PackedSequence.IGNORE : ids[i];
    }
    int[] starts = new int[lengths.length];
    List<String> names = new ArrayList<>();
    for (int i = 0, at = 0; i < lengths.length; at += lengths[i], i++) {
      starts[i] = at;
      names.add("d" + i);
    }
    return new PackedSequence(ids, labels, starts, names);
  }
}
