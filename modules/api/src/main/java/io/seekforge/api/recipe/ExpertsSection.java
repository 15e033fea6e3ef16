package io.seekforge.api.recipe;

import java.io.Serializable;
import java.util.List;

/** Which experts of a mixture are trained, with {@code method: experts} (ESFT). */
public record ExpertsSection(
    @Key(
            doc =
                "File with the choice, ESFT's expert_cfg.json; empty: experts are chosen by running the base over the training"
                    + " shards.",
            def = "",
            path = true)
        String config,
    @Key(
            doc = "What experts are chosen by: token (how often) or gate (how strongly).",
            def = "token")
        String score,
    @Key(
            doc = "Experts are chosen until their scores add up to this: above 0 and at most 1.",
            def = "0.2")
        double share,
    @Key(doc = "Experts chosen of each layer, 0: as many as share asks for.", def = "0") int top,
    @Key(doc = "Training sequences that the choice looks at, 0: all.", def = "0") int sample,
    @Key(doc = "Train the shared experts too; a file says it itself.", def = "false")
        boolean sharedExperts,
    @Key(doc = "Train all that is no expert too; a file says it itself.", def = "false")
        boolean nonExpertModules,
    @Key(
            doc =
                "Train an adapter (train.lora, its targets left aside) on the chosen modules in place of their weights.",
            def = "false")
        boolean lora)
    implements Serializable {
  public ExpertsSection {
    Check.oneOf("score", score, List.of("token", "gate"));
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "Invalid share: " + share + " (must be above 0 and at most 1)");
    }
    Check.atLeast("top", top, 0);
    Check.atLeast("sample", sample, 0);
  }

  /** Nothing said: experts by the share of token scores. */
  public static ExpertsSection none() {
    return new ExpertsSection("", "token", 0.2, 0, 0, false, false, false);
  }
}
