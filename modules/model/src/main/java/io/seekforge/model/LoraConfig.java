package io.seekforge.model;

import io.seekforge.api.SeekforgeException;
import java.util.List;

/**
 * Low-rank adapters (Hu et al. 2021, "LoRA") on the linears named by {@code targets}.
 *
 * @param r rank, ≥ 1
 * @param alpha numerator of the scale
 * @param dropout share of the adapter's input dropped in training, 0 ≤ dropout &lt; 1
 * @param rslora scale α/√r (Kalajdzievski 2023, "rsLoRA") in place of α/r
 * @param dora trains the length of each row of a weight apart from its direction (Liu et al. 2024,
 *     "DoRA")
 * @param targets last parts of module names ({@code q_proj}), or {@link #ALL_LINEAR} alone
 */
public record LoraConfig(
    int r, double alpha, double dropout, boolean rslora, boolean dora, List<String> targets)
    implements Trainable {
  /** Every linear of the decoder layers, experts included; never the router or the head. */
  public static final String ALL_LINEAR = "all-linear";

  public LoraConfig {
    if (r < 1) {
      throw new SeekforgeException("Invalid LoRA rank " + r + ": must be at least 1");
    }
    if (!(alpha > 0)) {
      throw new SeekforgeException("Invalid LoRA alpha " + alpha + ": must be above 0");
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new SeekforgeException("Invalid LoRA dropout " + dropout + ": must be in [0, 1)");
    }
    if (targets.isEmpty()) {
      throw new SeekforgeException("Invalid LoRA targets: name at least one, or " + ALL_LINEAR);
    }
    targets = List.copyOf(targets);
  }

  /** Without DoRA. */
  public LoraConfig(int r, double alpha, double dropout, boolean rslora, List<String> targets) {
    this(r, alpha, dropout, rslora, false, targets);
  }

  /** The factor on B·A·x. */
  public double scale() {
    return rslora ? alpha / Math.sqrt(r) : alpha / r;
  }
}
