package io.seekforge.api.recipe;

import io.seekforge.api.recipe.AugmentSection.CostSection;
import java.io.Serializable;
import java.util.List;

/** Removal of documents that say the same in other words, by the cosine of their vectors. */
public record SemanticSection(
    @Key(
            doc =
                "Where vectors come from: none (off), openai (an OpenAI-compatible endpoint), model (a checkpoint that the"
                    + " engine runs) or hashed (words in common, without a model).",
            def = "none")
        String embedder,
    @Key(doc = "Cosine from which two documents say the same.", def = "0.95") double threshold,
    @Key(
            doc =
                "Whether only documents with the same numbers say the same (doses, years, amounts).",
            def = "true")
        boolean sameNumbers,
    @Key(
            doc =
                "Clusters within which documents are compared; 0: one for 4,096 documents, at most their square root.",
            def = "0")
        int clusters,
    @Key(
            doc =
                "Folder of the checkpoint with its tokenizer, for model; empty: that of the base model.",
            def = "",
            path = true)
        String path,
    @Key(
            doc =
                "Characters of a passage; the vector of a longer document is the mean of its passages'.",
            def = "2000")
        int passageChars,
    @Key(
            doc = "Base URL of the endpoint, for example http://localhost:8000/v1.",
            def = "",
            path = true)
        String endpoint,
    @Key(doc = "Model name the endpoint expects.", def = "") String model,
    @Key(
            doc =
                "Name of the environment variable that holds the endpoint's key; empty: none is sent.",
            def = "")
        String apiKeyEnv,
    @Key(doc = "Passages in a request.", def = "32") int batch,
    @Key(doc = "Requests in flight per executor task.", def = "4") int concurrency,
    @Key(
            doc = "Further tries after a failed request (429, 5xx, timeout), with growing pauses.",
            def = "4")
        int retries,
    @Key(doc = "Seconds one request may take.", def = "60") int timeoutSeconds,
    @Key(doc = "What the endpoint's tokens cost.", def = "") CostSection costs)
    implements Serializable {
  public SemanticSection {
    Check.oneOf("embedder", embedder, List.of("none", "openai", "model", "hashed"));
    Check.share("threshold", threshold);
    Check.positive("threshold", threshold);
    Check.atLeast("clusters", clusters, 0);
    Check.atLeast("passage-chars", passageChars, 100);
    if (embedder.equals("openai")) {
      Check.address("endpoint", endpoint);
      if (model.isBlank()) {
        throw new IllegalArgumentException(
            "Invalid model: empty (the endpoint needs a model name)");
      }
    }
    Check.atLeast("batch", batch, 1);
    Check.atLeast("concurrency", concurrency, 1);
    Check.atLeast("retries", retries, 0);
    Check.atLeast("timeout-seconds", timeoutSeconds, 1);
  }

  /** No comparison of meanings. */
  public static SemanticSection none() {
    return of("none", 0.95);
  }

  /** An embedder without an endpoint; all else as a recipe has it that says nothing. */
  public static SemanticSection of(String embedder, double threshold) {
    return new SemanticSection(
        embedder, threshold, true, 0, "", 2000, "", "", "", 32, 4, 4, 60, new CostSection(0, 0, 0));
  }

  /** Whether meanings are compared. */
  public boolean enabled() {
    return !embedder.equals("none");
  }
}
