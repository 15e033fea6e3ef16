package io.seekforge.model;

import io.seekforge.api.SeekforgeException;
import java.util.List;

/**
 * LoRA experts over the shared, frozen feed-forward of a dense model, and a router in each layer
 * that is trained with them (Li et al. 2024, "MixLoRA"): scores are a softmax over the experts,
 * weights those of the best topK divided by their sum. Attention stays as it is.
 *
 * @param lora rank and scale of every expert; its targets are the feed-forward's linears
 * @param experts of each layer, at least 1
 * @param topK experts of each token
 */
public record MixtureConfig(LoraConfig lora, int experts, int topK) implements Trainable {
  /** The linears of a feed-forward, which an expert adapts. */
  public static final List<String> TARGETS = List.of("gate_proj", "up_proj", "down_proj");

  public MixtureConfig {
    if (experts < 1 || topK < 1 || topK > experts) {
      throw new SeekforgeException(
          "Invalid mixture of %d experts, %d for each token: at least 1, and no more than there are"
              .formatted(experts, topK));
    }
    if (lora.dora() || lora.dropout() > 0) {
      throw new SeekforgeException(
          "Cannot train a mixture with DoRA or dropout: set train.lora.dora and dropout off");
    }
    lora = new LoraConfig(lora.r(), lora.alpha(), 0, lora.rslora(), false, TARGETS);
  }

  /** The mixture as a model has one. */
  public MoeConfig moe(ModelConfig config) {
    if (config.moe() != null) {
      throw new SeekforgeException(
          "Cannot add experts to a model that has some ("
              + config.modelType()
              + "): take train.method experts or lora");
    }
    return new MoeConfig(
        experts,
        0,
        topK,
        config.intermediateSize(),
        0,
        MoeConfig.Gate.SOFTMAX_NORMALIZED,
        1,
        1,
        true,
        1);
  }
}
