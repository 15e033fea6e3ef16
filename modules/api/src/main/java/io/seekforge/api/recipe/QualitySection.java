package io.seekforge.api.recipe;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** A classifier of quality, learned from labelled documents; off unless those are named. */
public record QualitySection(
    @Key(doc = "Sources whose documents are good examples.", def = "") List<String> positive,
    @Key(doc = "Sources whose documents are bad examples.", def = "") List<String> negative,
    @Key(
            doc =
                "Metadata field that says good or bad of examples, in place of positive and negative; other values are no examples.",
            def = "")
        String label,
    @Key(
            doc =
                "Least probability of being good, 0 to 1, for documents that are no examples; 0: nothing is dropped, scores are stored.",
            def = "0")
        double minScore,
    @Key(doc = "Drop the bad examples, whatever they score.", def = "true") boolean dropNegative,
    @Key(doc = "Share of the examples that is held out and measured on, 0.05 to 0.5.", def = "0.2")
        double heldOut,
    @Key(doc = "Most examples of each kind that are learned from.", def = "20000") int maxExamples,
    @Key(doc = "Hashed features of a text: a power of two, 1024 to 4194304.", def = "262144")
        int features,
    @Key(doc = "Weight of the squared norm against the loss: more is smoother.", def = "0.0001")
        double regularization,
    @Key(
            doc =
                "A quality.json of an earlier run to score with instead of learning; examples are then not needed.",
            def = "",
            path = true)
        String model)
    implements Serializable {
  /** Nothing is learned. */
  public static final QualitySection NONE =
      new QualitySection(List.of(), List.of(), "", 0, true, 0.2, 20_000, 1 << 18, 1e-4, "");

  public QualitySection {
    positive = List.copyOf(positive);
    negative = List.copyOf(negative);
    if (positive.isEmpty() != negative.isEmpty()) {
      throw new IllegalArgumentException(
          positive.isEmpty()
              ? "Invalid positive: empty (negative examples alone teach nothing; name sources of good ones)"
              : "Invalid negative: empty (positive examples alone teach nothing; name sources of bad ones)");
    }
    for (String source : positive) {
      if (negative.contains(source)) {
        throw new IllegalArgumentException(
            "Invalid negative: source \"" + source + "\" is positive too");
      }
    }
    if (!label.isEmpty() && !positive.isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid label: \"" + label + "\" (positive and negative sources are named already)");
    }
    boolean taught = !label.isEmpty() || !positive.isEmpty();
    if (minScore > 0 && !taught && model.isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid min-score: "
              + minScore
              + " (there is nothing to score by: name positive and negative sources, a label or a model)");
    }
    Check.share("min-score", minScore);
    Check.heldOut("held-out", heldOut);
    Check.atLeast("max-examples", maxExamples, 10);
    Check.powerOfTwo("features", features, 1 << 10, 1 << 22);
    Check.positive("regularization", regularization);
  }

  /** Whether documents are scored. */
  public boolean enabled() {
    return !label.isEmpty() || !positive.isEmpty() || !model.isEmpty();
  }

  /** Sources that are named here. */
  public List<String> sources() {
    List<String> sources = new ArrayList<>(positive);
    sources.addAll(negative);
    return sources;
  }
}
