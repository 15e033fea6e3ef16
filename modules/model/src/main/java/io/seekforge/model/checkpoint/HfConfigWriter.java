package io.seekforge.model.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seekforge.model.MlaConfig;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.MoeConfig;
import io.seekforge.model.RopeScaling;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes {@code config.json} of a model that did not come from one. Rotary parameters and the type
 * of the weights are written under the keys of transformers 4 and 5.
 */
public final class HfConfigWriter {
  private static final Map<String, String> ARCHITECTURES =
      Map.of(
          "llama", "LlamaForCausalLM",
          "mixtral", "MixtralForCausalLM",
          "qwen2", "Qwen2ForCausalLM",
          "qwen3", "Qwen3ForCausalLM",
          "deepseek_v2", "DeepseekV2ForCausalLM",
          "deepseek_v3", "DeepseekV3ForCausalLM");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final ModelConfig config;
  private final ObjectNode json = MAPPER.createObjectNode();

  private HfConfigWriter(ModelConfig config) {
    this.config = config;
  }

  /**
   * Writes {@code folder/config.json}, replacing what is there.
   *
   * @param dtype type of the weights beside it: F32, F16 or BF16
   */
  public static void write(Path folder, ModelConfig config, Dtype dtype) {
    HfConfigWriter writer = new HfConfigWriter(config);
    writer.fill(dtype);
    String text = writer.json.toPrettyString() + "\n";
    AtomicFile.write(
        folder.resolve(HfConfig.FILE), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private void fill(Dtype dtype) {
    json.putArray("architectures").add(ARCHITECTURES.get(config.modelType()));
    json.put("attention_bias", config.modelType().equals("qwen2") ? false : config.qkvBias());
    json.put("attention_dropout", 0.0);
    json.put("bos_token_id", config.bosTokenId());
    String word = torchName(dtype);
    json.put("dtype", word);
    ArrayNode eos = MAPPER.createArrayNode();
    config.eosTokenIds().forEach(eos::add);
    json.set("eos_token_id", eos.size() == 1 ? eos.get(0) : eos.isEmpty() ? null : eos);
    json.put("head_dim", config.headDim());
    json.put("hidden_act", "silu");
    json.put("hidden_size", config.hiddenSize());
    json.put("initializer_range", config.initializerRange());
    json.put("intermediate_size", config.intermediateSize());
    json.put("max_position_embeddings", config.maxPositions());
    json.put("mlp_bias", config.mlpBias());
    json.put("model_type", config.modelType());
    json.put("num_attention_heads", config.heads());
    json.put("num_hidden_layers", config.layers());
    json.put("num_key_value_heads", config.kvHeads());
    json.put("rms_norm_eps", config.normEps());
    rope();
    if (config.mla() != null) {
      latentAttention(config.mla());
    }
    if (config.moe() != null) {
      experts(config.moe());
    }
    json.put("tie_word_embeddings", config.tiedEmbeddings());
    json.put("torch_dtype", word);
    json.put("use_cache", true);
    json.put("vocab_size", config.vocabSize());
  }

  private void rope() {
    json.put("rope_theta", config.ropeTheta());
    ObjectNode parameters = scaling();
    if (config.ropeScaling() != null) {
      json.set("rope_scaling", parameters.deepCopy());
    }
    parameters.put("rope_theta", config.ropeTheta());
    json.set("rope_parameters", parameters);
  }

  private ObjectNode scaling() {
    ObjectNode node = MAPPER.createObjectNode();
    if (config.ropeScaling() instanceof RopeScaling.Linear linear) {
      node.put("rope_type", "linear").put("factor", linear.factor());
    } else if (config.ropeScaling() instanceof RopeScaling.Llama3 llama) {
      node.put("rope_type", "llama3")
          .put("factor", llama.factor())
          .put("low_freq_factor", llama.lowFreqFactor())
          .put("high_freq_factor", llama.highFreqFactor())
          .put("original_max_position_embeddings", llama.originalMaxPositions());
    } else if (config.ropeScaling() instanceof RopeScaling.Yarn yarn) {
      yarn(node, yarn);
    } else {
      node.put("rope_type", "default");
    }
    return node;
  }

  private static void yarn(ObjectNode node, RopeScaling.Yarn yarn) {
    node.put("rope_type", "yarn")
        .put("factor", yarn.factor())
        .put("original_max_position_embeddings", yarn.originalMaxPositions())
        .put("beta_fast", yarn.betaFast())
        .put("beta_slow", yarn.betaSlow());
    if (yarn.mscale() != 0) {
      node.put("mscale", yarn.mscale());
    }
    if (yarn.mscaleAllDim() != 0) {
      node.put("mscale_all_dim", yarn.mscaleAllDim());
    }
    if (yarn.attentionFactor() != null) {
      node.put("attention_factor", yarn.attentionFactor());
    }
    if (!yarn.truncate()) {
      node.put("truncate", false);
    }
  }

  private void latentAttention(MlaConfig mla) {
    json.put("kv_lora_rank", mla.kvLoraRank());
    json.put("q_lora_rank", mla.qLoraRank() == 0 ? null : mla.qLoraRank());
    json.put("qk_head_dim", mla.qkHeadDim());
    json.put("qk_nope_head_dim", mla.qkNopeHeadDim());
    json.put("qk_rope_head_dim", mla.qkRopeHeadDim());
    json.put("v_head_dim", mla.vHeadDim());
    json.put("rope_interleave", config.ropeInterleaved());
  }

  private void experts(MoeConfig moe) {
    if (moe.gate() == MoeConfig.Gate.SOFTMAX_NORMALIZED) {
      json.put("num_local_experts", moe.experts());
      json.put("num_experts_per_tok", moe.topK());
      json.putNull("sliding_window");
      return;
    }
    json.put("first_k_dense_replace", moe.firstDenseLayers());
    json.put("moe_intermediate_size", moe.intermediateSize());
    json.put("n_group", moe.groups());
    json.put("n_routed_experts", moe.experts());
    json.put("n_shared_experts", moe.sharedExperts());
    json.put("norm_topk_prob", moe.normalizeTopK());
    json.put("num_experts_per_tok", moe.topK());
    json.put("routed_scaling_factor", moe.routedScalingFactor());
    json.put("topk_group", moe.topGroups());
    json.put(
        "topk_method",
        switch (moe.gate()) {
          case SOFTMAX_GREEDY -> "greedy";
          case SOFTMAX_GROUP_LIMITED -> "group_limited_greedy";
          case SIGMOID_CORRECTED -> "noaux_tc";
          case SOFTMAX_NORMALIZED -> throw new IllegalStateException();
        });
  }

  /** PyTorch's name of a type of weights. */
  static String torchName(Dtype dtype) {
    return switch (dtype) {
      case F32 -> "float32";
      case F16 -> "float16";
      case BF16 -> "bfloat16";
      default -> throw new IllegalArgumentException("Cannot write weights as " + dtype);
    };
  }
}
