package io.seekforge.model.checkpoint;

import io.seekforge.model.ExpertNames;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.MoeConfig;

/** Dense Llama models as Mixtral: its layers with several feed-forwards in place of one. */
final class MixtralShape {
  private MixtralShape() {}

  /** Whether Mixtral has a place for every tensor of a dense model: Llama without biases. */
  static boolean takes(ModelConfig dense) {
    return dense.modelType().equals("llama")
        && !dense.qkvBias()
        && !dense.outputBias()
        && !dense.mlpBias();
  }

  /** Why {@link #takes} says no, in words. */
  static String kind(ModelConfig dense) {
    return dense.modelType() + (dense.modelType().equals("llama") ? " with biases" : "");
  }

  /** The dense model with experts of its own width in every layer. */
  static ModelConfig of(ModelConfig dense, int experts, int topK) {
    MoeConfig moe =
        new MoeConfig(
            experts,
            0,
            topK,
            dense.intermediateSize(),
            0,
            MoeConfig.Gate.SOFTMAX_NORMALIZED,
            1,
            1,
            true,
            1);
    return new ModelConfig(
        "mixtral",
        dense.vocabSize(),
        dense.hiddenSize(),
        dense.intermediateSize(),
        dense.layers(),
        dense.heads(),
        dense.kvHeads(),
        dense.headDim(),
        dense.normEps(),
        dense.tiedEmbeddings(),
        false,
        false,
        false,
        false,
        dense.ropeTheta(),
        false,
        dense.ropeScaling(),
        null,
        moe,
        dense.maxPositions(),
        dense.initializerRange(),
        dense.bosTokenId(),
        dense.eosTokenIds());
  }

  /** The module of the dense feed-forward that becomes a linear of an expert. */
  static String denseModule(String name, ExpertNames.Place place) {
    ExpertNames mixtral = ExpertNames.of("mixtral");
    String linear = name.substring(0, name.length() - ".weight".length());
    linear = linear.substring(linear.lastIndexOf('.') + 1);
    ExpertNames llama = ExpertNames.of("llama");
    String own =
        linear.equals(mixtral.gate())
            ? llama.gate()
            : linear.equals(mixtral.up()) ? llama.up() : llama.down();
    return llama.module(place.layer()) + "." + own;
  }
}
