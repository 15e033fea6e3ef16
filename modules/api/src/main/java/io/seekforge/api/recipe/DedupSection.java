package io.seekforge.api.recipe;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
        String keep,
    @Key(doc = "Comparison of records (citations, catalogue entries) by their fields.", def = "")
        RecordsSection records,
    @Key(
            doc =
                "Folders of documents (Parquet, as a stage writes them) that are there already: what copies or nearly copies one"
                    + " of theirs is dropped.",
            def = "")
        List<String> against,
    @Key(doc = "Comparison of meanings, after the near-duplicates.", def = "")
        SemanticSection semantic)
    implements Serializable {
  /** Copies and near-copies alone. */
  public DedupSection(
      double threshold,
      int shingle,
      int permutations,
      String keep,
      RecordsSection records,
      List<String> against) {
    this(threshold, shingle, permutations, keep, records, against, SemanticSection.none());
  }

  public DedupSection {
    if (!(threshold > 0)) {
      throw new IllegalArgumentException("Invalid threshold: " + threshold + " (must be above 0)");
    }
    Check.atLeast("shingle", shingle, 1);
    Check.atLeast("permutations", permutations, 16);
    Check.oneOf("keep", keep, List.of("longest", "newest", "first"));
    against = List.copyOf(against);
  }

  /** Records that are told apart by their fields, not by their text. */
  public record RecordsSection(
      @Key(
              doc =
                  "Metadata field to what it holds: text (a title), names, year, journal, number (a volume), pages, identifier (a"
                      + " DOI); empty: all documents are compared by their text.",
              def = "")
          Map<String, String> fields,
      @Key(
              doc =
                  "Bits of evidence, summed over the fields, from which two records are one; docs/guide/corpus.md has the bits of"
                      + " each kind.",
              def = "20")
          double evidence)
      implements Serializable {
    /** All kinds of fields. */
    public static final List<String> KINDS =
        List.of("text", "names", "year", "journal", "number", "pages", "identifier");

    public RecordsSection {
      fields = new TreeMap<>(fields);
      fields.values().forEach(kind -> Check.oneOf("fields", kind, KINDS));
      Check.positive("evidence", evidence);
    }

    /** No comparison of fields. */
    public static RecordsSection none() {
      return new RecordsSection(Map.of(), 20);
    }
  }
}
