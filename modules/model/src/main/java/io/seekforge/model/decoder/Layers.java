package io.seekforge.model.decoder;

import io.seekforge.model.ModelConfig;
import io.seekforge.tensor.Backend;

/** Which blocks a layer of a given architecture is made of. */
final class Layers {
  private Layers() {}

  static DecoderLayer layer(
      Backend backend,
      ModelConfig config,
      ParameterSet parameters,
      int rank,
      Rotary rotary,
      int layer) {
    return new DecoderLayer(
        backend,
        config,
        parameters,
        layer,
        attention(backend, config, parameters, rank, rotary, layer),
        feedForward(backend, config, parameters, rank, layer));
  }

  private static AttentionBlock attention(
      Backend backend,
      ModelConfig config,
      ParameterSet parameters,
      int rank,
      Rotary rotary,
      int layer) {
    if (config.mla() != null) {
      return new LatentAttention(backend, config, parameters, rank, rotary, layer);
    }
    return new GroupedAttention(backend, config, parameters, rank, rotary, layer);
  }

  private static FeedForward feedForward(
      Backend backend, ModelConfig config, ParameterSet parameters, int rank, int layer) {
    if (config.hasExperts(layer)) {
      return ExpertMixture.routed(backend, config, parameters, rank, layer);
    }
    if (parameters.mixture() != null) {
      return new AdapterMixture(backend, config, parameters, layer);
    }
    return new GatedMlp(
        backend,
        parameters,
        "model.layers." + layer + ".mlp",
        config.hiddenSize(),
        config.intermediateSize(),
        config.mlpBias(),
        rank);
  }

  /** Widths of what one layer keeps of a token. */
  static int[] cachedWidths(ModelConfig config) {
    if (config.mla() != null) {
      return new int[] {config.mla().kvLoraRank() + config.mla().qkRopeHeadDim()};
    }
    int keys = config.kvHeads() * config.headDim();
    return new int[] {keys, keys};
  }
}
