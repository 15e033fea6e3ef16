package io.seekforge.api.recipe;

import java.io.Serializable;
import java.util.List;

/** Losses of the routers of a mixture of experts. */
public record RouterSection(
    @Key(
            doc =
                "Load-balancing loss: auto (what the model's config.json asks for, if its routers are trained), none,"
                    + " batch (Switch and Mixtral: the tokens of all layers together) or sequence (DeepSeek-V2 and V3:"
                    + " each layer by itself).",
            def = "auto")
        String balance,
    @Key(doc = "Weight of the load-balancing loss, 0: that of config.json, else 0.01.", def = "0")
        double balanceWeight,
    @Key(doc = "Weight of the z-loss (ST-MoE), 0: none.", def = "0") double zLoss,
    @Key(
            doc =
                "DeepSeek-V3: how far each step moves the correction bias against the load, 0: it stays. V3's own"
                    + " training had 1.0e-3.",
            def = "0")
        double biasRate)
    implements Serializable {
  public RouterSection {
    Check.oneOf("balance", balance, List.of("auto", "none", "batch", "sequence"));
    Check.atLeast("balance-weight", balanceWeight, 0);
    Check.atLeast("z-loss", zLoss, 0);
    Check.atLeast("bias-rate", biasRate, 0);
  }

  /** What a recipe has that says nothing of it. */
  public static RouterSection standard() {
    return new RouterSection("auto", 0, 0, 0);
  }
}
