package io.seekforge.model.checkpoint;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.MlaConfig;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.RouterLosses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads the shape of a model from Hugging Face's {@code config.json}, with the keys of transformers
 * 4 ({@code rope_theta}, {@code rope_scaling}) and 5 ({@code rope_parameters}) and the defaults of
 * the model's configuration class there. What the engine cannot compute is refused by name.
 */
public final class HfConfig {
  /** The file's name in a model folder. */
  public static final String FILE = "config.json";

  private static final String GENERATION_FILE = "generation_config.json";
  private static final int LARGE = 1 << 24;
  private static final String MODEL_TYPES =
      "llama, mixtral, qwen2, qwen3, deepseek_v2, deepseek_v3";

  private final ConfigFields fields;
  private final String modelType;

  private HfConfig(ConfigFields fields) {
    this.fields = fields;
    this.modelType = fields.word("model_type", "");
  }

  /**
   * Reads a model's shape.
   *
   * @param path a model folder, or its config.json
   * @throws SeekforgeException naming the key and value that is missing, wrong or not supported
   */
  public static ModelConfig read(Path path) {
    Path file = Files.isDirectory(path) ? path.resolve(FILE) : path;
    HfConfig config = new HfConfig(new ConfigFields(file.toString(), JsonFile.read(file)));
    config.refuseUnsupported();
    Path generation = file.resolveSibling(GENERATION_FILE);
    return config.model(Files.exists(generation) ? generation : null);
  }

  /**
   * The losses of routers that a configuration asks for: {@code router_aux_loss_coef} with {@code
   * output_router_logits} (Mixtral), {@code aux_loss_alpha} (DeepSeek).
   *
   * @param path a model folder, or its config.json
   */
  public static RouterLosses routerLosses(Path path) {
    Path file = Files.isDirectory(path) ? path.resolve(FILE) : path;
    ConfigFields fields = new ConfigFields(file.toString(), JsonFile.read(file));
    if (fields.word("model_type", "").equals("mixtral")) {
      boolean asked = fields.flag("output_router_logits", false);
      double weight = asked ? fields.number("router_aux_loss_coef", 0.001) : 0;
      return new RouterLosses(RouterLosses.Form.BATCH, weight, 0);
    }
    return new RouterLosses(RouterLosses.Form.SEQUENCE, fields.number("aux_loss_alpha", 0), 0);
  }

  private void refuseUnsupported() {
    if (!List.of(MODEL_TYPES.split(", ")).contains(modelType)) {
      throw fields.unsupported("model_type", "\"" + modelType + "\"", MODEL_TYPES);
    }
    String activation = fields.word("hidden_act", "silu");
    if (!activation.equals("silu")) {
      throw fields.unsupported("hidden_act", activation, "silu");
    }
    fields.refuse("use_sliding_window");
    if (mixtral() && fields.has("sliding_window")) {
      throw fields.unsupported(
          "sliding_window", "" + fields.whole("sliding_window", 1, Integer.MAX_VALUE), "null");
    }
    checkQuantization();
    if (fields.number("partial_rotary_factor", 1) != 1) {
      throw fields.unsupported(
          "partial_rotary_factor", "" + fields.number("partial_rotary_factor", 1), "1");
    }
  }

  /** Of quantised checkpoints only DeepSeek-V3's FP8 is read; its scales stand in the weights. */
  private void checkQuantization() {
    ConfigFields quantization = fields.inner("quantization_config");
    if (quantization == null) {
      return;
    }
    String method = quantization.word("quant_method", "");
    if (!method.equals("fp8")) {
      throw fields.unsupported("quantization_config: quant_method", method, "fp8");
    }
    String format = quantization.word("fmt", "e4m3");
    if (!format.equals("e4m3")) {
      throw fields.unsupported("quantization_config: fmt", format, "e4m3");
    }
    List<Integer> block = quantization.wholes("weight_block_size");
    if (!block.equals(List.of(StoredWeight.BLOCK, StoredWeight.BLOCK))) {
      throw fields.unsupported(
          "quantization_config: weight_block_size", block.toString(), "[128, 128]");
    }
  }

  private ModelConfig model(Path generation) {
    boolean latent = modelType.startsWith("deepseek");
    boolean attentionBias = fields.flag("attention_bias", false);
    int hidden = fields.whole("hidden_size", 1, LARGE);
    int heads = fields.whole("num_attention_heads", 1, LARGE);
    MlaConfig mla = latent ? mla() : null;
    int headDim = latent ? mla.qkRopeHeadDim() : headDim(hidden, heads);
    int kvHeads =
        latent ? heads : fields.whole("num_key_value_heads", 1, heads, mixtral() ? 8 : heads);
    if (heads % kvHeads != 0) {
      throw fields.broken(
          "num_attention_heads " + heads + " is no multiple of num_key_value_heads " + kvHeads);
    }
    int maxPositions =
        fields.whole("max_position_embeddings", 1, Integer.MAX_VALUE, mixtral() ? 131_072 : 2048);
    HfRope rope = HfRope.read(fields, maxPositions, mixtral() ? 1_000_000 : 10_000);
    List<Integer> eos = fields.wholes("eos_token_id");
    List<Integer> bos = fields.wholes("bos_token_id");
    if (generation != null) {
      ConfigFields generationFields =
          new ConfigFields(generation.toString(), JsonFile.read(generation));
      eos = generationFields.has("eos_token_id") ? generationFields.wholes("eos_token_id") : eos;
    }
    return new ModelConfig(
        modelType,
        fields.whole("vocab_size", 1, LARGE),
        hidden,
        fields.whole("intermediate_size", 1, LARGE),
        fields.whole("num_hidden_layers", 1, 10_000),
        heads,
        kvHeads,
        headDim,
        fields.number("rms_norm_eps", mixtral() ? 1e-5 : 1e-6),
        fields.flag("tie_word_embeddings", false),
        modelType.equals("qwen2") || attentionBias,
        !modelType.equals("qwen2") && attentionBias,
        !modelType.equals("deepseek_v3") && fields.flag("mlp_bias", false),
        modelType.equals("qwen3"),
        rope.theta(),
        latent && fields.flag("rope_interleave", true),
        rope.scaling(),
        mla,
        latent || mixtral() ? HfExperts.read(fields, modelType) : null,
        maxPositions,
        fields.number("initializer_range", 0.02),
        bos.isEmpty() ? null : bos.get(0),
        eos);
  }

  private boolean mixtral() {
    return modelType.equals("mixtral");
  }

  private int headDim(int hidden, int heads) {
    int absent = modelType.equals("qwen3") ? 128 : hidden / heads;
    if (!fields.has("head_dim") && hidden % heads != 0 && !modelType.equals("qwen3")) {
      throw fields.broken(
          "hidden_size " + hidden + " is no multiple of num_attention_heads " + heads);
    }
    int headDim = fields.whole("head_dim", 1, LARGE, absent);
    if (headDim % 2 != 0) {
      throw fields.broken("head_dim " + headDim + " is odd (rotation needs pairs)");
    }
    return headDim;
  }

  private MlaConfig mla() {
    int rotated = fields.whole("qk_rope_head_dim", 2, LARGE);
    if (rotated % 2 != 0) {
      throw fields.broken("qk_rope_head_dim " + rotated + " is odd (rotation needs pairs)");
    }
    return new MlaConfig(
        fields.whole("q_lora_rank", 1, LARGE, 0),
        fields.whole("kv_lora_rank", 1, LARGE),
        fields.whole("qk_nope_head_dim", 1, LARGE),
        rotated,
        fields.whole("v_head_dim", 1, LARGE));
  }
}
