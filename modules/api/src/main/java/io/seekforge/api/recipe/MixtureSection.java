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
        boolean compare)
    implements Serializable {
  public MixtureSection {
    Check.atLeast("top-k", topK, 1);
    Check.positive("branches", branches);
  }

  /** What a recipe has that says nothing of it. */
  public static MixtureSection standard() {
    return new MixtureSection(2, 1, true);
  }
}
