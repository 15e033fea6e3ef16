package io.seekforge.api.recipe;

import java.io.Serializable;
import java.util.List;

/** Exact and near-duplicate removal. */
public record DedupSection(
    @Key(
            doc =
                "Jaccard similarity of shingles from which two documents are near-duplicates; above 1: exact duplicates only.",
            def = "0.8")
        double threshold,
    @Key(doc = "Words in a shingle (characters for text without spaces).", def = "5") int shingle,
    @Key(doc = "MinHash permutations; bands and rows are chosen from the threshold.", def = "128")
        int permutations,
    @Key(
            doc =
                "Which of a cluster is kept: longest, newest or first (smallest id); trust of the source goes before.",
            def = "longest")
        String keep)
    implements Serializable {
  public DedupSection {
    if (!(threshold > 0)) {
      throw new IllegalArgumentException("Invalid threshold: " + threshold + " (must be above 0)");
    }
    Check.atLeast("shingle", shingle, 1);
    Check.atLeast("permutations", permutations, 16);
    Check.oneOf("keep", keep, List.of("longest", "newest", "first"));
  }
}
