package io.seekforge.model;

import io.seekforge.model.WeightSpec.Role;
import java.util.ArrayList;
import java.util.List;

/** Every tensor of a checkpoint of a given shape, under its Hugging Face name, in model order. */
public final class WeightCatalog {
  private final ModelConfig config;
  private final List<WeightSpec> specs = new ArrayList<>();

  private WeightCatalog(ModelConfig config) {
    this.config = config;
  }

  /** The tensors of a model; a tied head is not among them. */
  public static List<WeightSpec> of(ModelConfig config) {
    return new WeightCatalog(config).list();
  }

  private List<WeightSpec> list() {
    add("model.embed_tokens.weight", Role.EMBEDDING, config.vocabSize(), config.hiddenSize());
    for (int layer = 0; layer < config.layers(); layer++) {
      String prefix = "model.layers." + layer;
      norm(prefix + ".input_layernorm", config.hiddenSize());
      if (config.mla() == null) {
        attention(prefix + ".self_attn");
      } else {
        latentAttention(prefix + ".self_attn", config.mla());
      }
      norm(prefix + ".post_attention_layernorm", config.hiddenSize());
      if (config.hasExperts(layer)) {
        experts(layer, config.moe());
      } else {
        mlp(prefix + ".mlp", config.intermediateSize(), config.mlpBias());
      }
    }
    norm("model.norm", config.hiddenSize());
    if (!config.tiedEmbeddings()) {
      add("lm_head.weight", Role.HEAD, config.vocabSize(), config.hiddenSize());
    }
    return List.copyOf(specs);
  }

  private void attention(String module) {
    int queries = config.heads() * config.headDim();
    int keys = config.kvHeads() * config.headDim();
    linear(module + ".q_proj", queries, config.hiddenSize(), config.qkvBias());
    linear(module + ".k_proj", keys, config.hiddenSize(), config.qkvBias());
    linear(module + ".v_proj", keys, config.hiddenSize(), config.qkvBias());
    linear(module + ".o_proj", config.hiddenSize(), queries, config.outputBias());
    if (config.queryKeyNorm()) {
      norm(module + ".q_norm", config.headDim());
      norm(module + ".k_norm", config.headDim());
    }
  }

  private void latentAttention(String module, MlaConfig mla) {
    int queries = config.heads() * mla.qkHeadDim();
    if (mla.qLoraRank() == 0) {
      linear(module + ".q_proj", queries, config.hiddenSize(), false);
    } else {
      linear(module + ".q_a_proj", mla.qLoraRank(), config.hiddenSize(), config.qkvBias());
      norm(module + ".q_a_layernorm", mla.qLoraRank());
      linear(module + ".q_b_proj", queries, mla.qLoraRank(), false);
    }
    int compressed = mla.kvLoraRank() + mla.qkRopeHeadDim();
    linear(module + ".kv_a_proj_with_mqa", compressed, config.hiddenSize(), config.qkvBias());
    norm(module + ".kv_a_layernorm", mla.kvLoraRank());
    int expanded = config.heads() * (mla.qkNopeHeadDim() + mla.vHeadDim());
    linear(module + ".kv_b_proj", expanded, mla.kvLoraRank(), false);
    int values = config.heads() * mla.vHeadDim();
    linear(module + ".o_proj", config.hiddenSize(), values, config.outputBias());
  }

  private void experts(int layer, MoeConfig moe) {
    ExpertNames names = ExpertNames.of(config.modelType());
    String module = names.module(layer);
    add(module + ".gate.weight", Role.ROUTER, moe.experts(), config.hiddenSize());
    if (moe.gate() == MoeConfig.Gate.SIGMOID_CORRECTED) {
      add(module + ".gate.e_score_correction_bias", Role.ROUTER_CORRECTION, moe.experts());
    }
    for (int expert = 0; expert < moe.experts(); expert++) {
      String one = module + ".experts." + expert;
      linear(one + "." + names.gate(), moe.intermediateSize(), config.hiddenSize(), false);
      linear(one + "." + names.up(), moe.intermediateSize(), config.hiddenSize(), false);
      linear(one + "." + names.down(), config.hiddenSize(), moe.intermediateSize(), false);
    }
    if (moe.sharedExperts() > 0) {
      int width = moe.intermediateSize() * moe.sharedExperts();
      mlp(module + ".shared_experts", width, config.mlpBias());
    }
  }

  private void mlp(String module, int width, boolean bias) {
    linear(module + ".gate_proj", width, config.hiddenSize(), bias);
    linear(module + ".up_proj", width, config.hiddenSize(), bias);
    linear(module + ".down_proj", config.hiddenSize(), width, bias);
  }

  private void linear(String module, int out, int in, boolean bias) {
    add(module + ".weight", Role.LINEAR, out, in);
    if (bias) {
      add(module + ".bias", Role.BIAS, out);
    }
  }

  private void norm(String module, int width) {
    add(module + ".weight", Role.NORM, width);
  }

  private void add(String name, Role role, long... shape) {
    specs.add(new WeightSpec(name, shape, role));
  }
}
