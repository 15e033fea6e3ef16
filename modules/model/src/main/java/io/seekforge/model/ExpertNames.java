package io.seekforge.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a checkpoint calls the parts of its mixtures of experts.
 *
 * @param block the feed-forward of a layer with experts
 * @param gate an expert's linear whose output is activated
 * @param up the one that is multiplied with it
 * @param down the one back to the residual stream
 */
public record ExpertNames(String block, String gate, String up, String down) {
  private static final ExpertNames DEEPSEEK =
      new ExpertNames("mlp", "gate_proj", "up_proj", "down_proj");
  private static final ExpertNames MIXTRAL = new ExpertNames("block_sparse_moe", "w1", "w3", "w2");
  private static final Pattern ROUTED =
      Pattern.compile("model\\.layers\\.(\\d+)\\.(?:mlp|block_sparse_moe)\\.experts\\.(\\d+)\\..*");

  /** Where a routed expert stands. */
  public record Place(int layer, int expert) {}

  /** The names in models of this type. */
  public static ExpertNames of(String modelType) {
    return modelType.equals("mixtral") ? MIXTRAL : DEEPSEEK;
  }

  /** The routed expert that a tensor belongs to; null if it belongs to none. */
  public static Place place(String tensor) {
    Matcher routed = ROUTED.matcher(tensor);
    return routed.matches()
        ? new Place(Integer.parseInt(routed.group(1)), Integer.parseInt(routed.group(2)))
        : null;
  }

  /** The module of the mixture of a layer. */
  public String module(int layer) {
    return "model.layers." + layer + "." + block;
  }
}
