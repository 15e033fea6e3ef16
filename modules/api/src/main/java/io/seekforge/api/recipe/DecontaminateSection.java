package io.seekforge.api.recipe;

import java.io.Serializable;
import java.util.List;

/** Removal of training documents that overlap evaluation documents. */
public record DecontaminateSection(
    @Key(doc = "Words in an n-gram (characters for text without spaces).", def = "13") int ngram,
    @Key(
            doc =
                "Share of an evaluation document's n-grams found in one training document from which that training document is"
                    + " dropped; an evaluation document shorter than one n-gram must be contained whole.",
            def = "0.5")
        double minOverlap,
    @Key(
            doc =
                "How an evaluation document's n-grams count: none (each the same) or idf (the rarer in the training documents, the"
                    + " more; with n-grams of 5 and a min-overlap of 0.8 as decon has it).",
            def = "none")
        String weighting)
    implements Serializable {
  /** All n-grams alike. */
  public DecontaminateSection(int ngram, double minOverlap) {
    this(ngram, minOverlap, "none");
  }

  public DecontaminateSection {
    Check.atLeast("ngram", ngram, 2);
    Check.share("min-overlap", minOverlap);
    Check.oneOf("weighting", weighting, List.of("none", "idf"));
  }
}
