package io.seekforge.model;

import java.io.Serializable;

/**
 * Losses of the routers of a mixture of experts, added to the loss of the tokens. Each is taken
 * over one sequence and weighted by its label tokens, so that dividing once by all of them gives a
 * mean.
 *
 * @param form how the balance is measured
 * @param balance weight of the load-balancing loss, 0: none
 * @param z weight of the z-loss (Zoph et al. 2022, "ST-MoE", equation 5), 0: none: the mean over
 *     tokens of (log Σ exp logits)², summed over layers
 */
public record RouterLosses(Form form, double balance, double z) implements Serializable {
  /** Without any. */
  public static final RouterLosses NONE = new RouterLosses(Form.BATCH, 0, 0);

  /** Forms of the load-balancing loss. */
  public enum Form {
    /**
     * Switch Transformer (Fedus et al. 2021, equations 4 to 6) as transformers computes it for
     * Mixtral: E · Σ f·P, with f the chosen experts per token and P the mean score of each expert,
     * over the tokens of all layers together. The batch is one sequence.
     */
    BATCH,
    /**
     * DeepSeek-V2 (2024, equations 23 to 25) and V3: Σ f·P of each layer by itself, f being E/K
     * times the chosen experts per token, P the mean of the scores, normalised; summed over layers.
     */
    SEQUENCE
  }

  /** Whether routers have no loss of their own. */
  public boolean none() {
    return balance == 0 && z == 0;
  }
}
