package io.seekforge.api.recipe;

import java.io.Serializable;
import java.util.List;

/** Back-translation through an OpenAI-compatible endpoint. Off unless {@code translator} is set. */
public record AugmentSection(
    @Key(doc = "none, or openai (an OpenAI-compatible HTTP endpoint).", def = "none")
        String translator,
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
    @Key(doc = "Languages to translate through, one variant each.", def = "[de]")
        List<String> pivots,
    @Key(
            doc = "Share of training documents that are augmented, chosen by content hash.",
            def = "1.0")
        double share,
    @Key(
            doc =
                "Similarity (word trigram Jaccard) to the original below which a round trip is rejected.",
            def = "0.05")
        double minSimilarity,
    @Key(
            doc = "Similarity to the original above which a round trip is rejected as unchanged.",
            def = "0.95")
        double maxSimilarity,
    @Key(doc = "Requests in flight per executor task.", def = "4") int concurrency,
    @Key(
            doc = "Further tries after a failed request (429, 5xx, timeout), with growing pauses.",
            def = "4")
        int retries,
    @Key(doc = "Seconds one request may take.", def = "60") int timeoutSeconds)
    implements Serializable {
  public AugmentSection {
    Check.oneOf("translator", translator, List.of("none", "openai"));
    if (translator.equals("openai") && !endpoint.matches("https?://[^\\s]+")) {
      throw new IllegalArgumentException(
          "Invalid endpoint: \"" + endpoint + "\" (must be an http or https URL)");
    }
    if (translator.equals("openai") && model.isBlank()) {
      throw new IllegalArgumentException("Invalid model: empty (the endpoint needs a model name)");
    }
    pivots = List.copyOf(pivots);
    Check.share("share", share);
    Check.share("min-similarity", minSimilarity);
    Check.share("max-similarity", maxSimilarity);
    Check.atLeast("max-similarity", maxSimilarity, minSimilarity);
    Check.atLeast("concurrency", concurrency, 1);
    Check.atLeast("retries", retries, 0);
    Check.atLeast("timeout-seconds", timeoutSeconds, 1);
  }

  /** Whether anything is augmented. */
  public boolean enabled() {
    return !translator.equals("none");
  }
}
