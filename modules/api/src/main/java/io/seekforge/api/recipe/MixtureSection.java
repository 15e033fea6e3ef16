package io.seekforge.api.recipe;

import java.io.Serializable;

/** A mixture of domain adapters, with {@code method: mixture} (MixLoRA). */
public record MixtureSection(
    @Key(doc = "Experts that each token passes through.", def = "2") int topK,
    @Key(
            doc =
                "Length of each branch, in epochs or steps, as a multiple of the mixture's own: 0.25 is a quarter.",
            def = "1.0")
        double branches,
    @Key(
            doc =
                "Also train one adapter of as many parameters on all domains, for as many tokens, to compare.",
            def = "true")
        boolean compare,
    @Key(
            doc =
                "Peak learning rate of that adapter, 0: train.learning-rate. Its rank is a multiple of the experts', and a"
                    + " larger rank learns faster at the same scale.",
            def = "0")
        double compareLearningRate)
    implements Serializable {
  public MixtureSection {
    Check.atLeast("top-k", topK, 1);
    Check.positive("branches", branches);
    Check.atLeast("compare-learning-rate", compareLearningRate, 0);
  }

  /** What a recipe has that says nothing of it. */
  public static MixtureSection standard() {
    return new MixtureSection(2, 1, true, 0);
  }
}
