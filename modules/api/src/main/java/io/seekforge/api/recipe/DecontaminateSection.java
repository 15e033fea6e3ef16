package io.seekforge.api.recipe;

import java.io.Serializable;

/** Removal of training documents that overlap evaluation documents. */
public record DecontaminateSection(
    @Key(doc = "Words in an n-gram (characters for text without spaces).", def = "13") int ngram,
    @Key(
            doc =
                "Share of an evaluation document's n-grams found in one training document from which that training document is"
                    + " dropped; an evaluation document shorter than one n-gram must be contained whole.",
            def = "0.5")
        double minOverlap)
    implements Serializable {
  public DecontaminateSection {
    Check.atLeast("ngram", ngram, 2);
    Check.share("min-overlap", minOverlap);
  }
}
