package io.seekforge.api.recipe;

import java.io.Serializable;
import java.util.List;

/**
 * What is made of training documents: back-translations, adversarial variants, questions with
 * answers. All of them are off unless the recipe asks for them.
 */
public record AugmentSection(
    @Key(
            doc =
                "Back-translation by: none, openai (an OpenAI-compatible HTTP endpoint) or apertium (programs on every machine).",
            def = "none")
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
    @Key(doc = "Seconds one request may take.", def = "60") int timeoutSeconds,
    @Key(
            doc = "Apertium's folder of linguistic data, which has modes/.",
            def = "/usr/share/apertium",
            path = true)
        String apertiumData,
    @Key(doc = "What the endpoint's tokens cost.", def = "") CostSection costs,
    @Key(doc = "Variants with small faults.", def = "") AdversarialSection adversarial,
    @Key(doc = "Questions and answers written from documents.", def = "") QuestionSection questions)
    implements Serializable {
  /** What the endpoint's tokens cost, in any currency. */
  public record CostSection(
      @Key(doc = "Price of a million prompt tokens.", def = "0") double promptPerMillion,
      @Key(doc = "Price of a million completion tokens.", def = "0") double completionPerMillion,
      @Key(
              doc =
                  "What the stage's answers may cost together, made in this run or before; dealt evenly to the stage's tasks,"
                      + " and a task that reaches its part stops the stage. 0: no limit.",
              def = "0")
          double budget)
      implements Serializable {
    public CostSection {
      Check.atLeast("prompt-per-million", promptPerMillion, 0);
      Check.atLeast("completion-per-million", completionPerMillion, 0);
      Check.atLeast("budget", budget, 0);
      if (budget > 0 && promptPerMillion + completionPerMillion == 0) {
        throw new IllegalArgumentException("Invalid budget: " + budget + " (set the prices too)");
      }
    }

    /** What tokens cost. */
    public double of(long promptTokens, long completionTokens) {
      return (promptTokens * promptPerMillion + completionTokens * completionPerMillion) / 1e6;
    }
  }

  /** Variants whose words are a little wrong; answers and labels stay. */
  public record AdversarialSection(
      @Key(
              doc =
                  "One variant each: typos, homoglyphs, dropped-words, distractors (sentences of other training documents).",
              def = "")
          List<String> kinds,
      @Key(doc = "Share of the words that change (as TextAttack).", def = "0.1") double rate,
      @Key(
              doc = "Share of training documents that get such variants, chosen by content hash.",
              def = "1.0")
          double share)
      implements Serializable {
    public static final List<String> KINDS =
        List.of("typos", "homoglyphs", "dropped-words", "distractors");

    public AdversarialSection {
      kinds = List.copyOf(kinds);
      kinds.forEach(kind -> Check.oneOf("kinds", kind, KINDS));
      Check.share("rate", rate);
      Check.share("share", share);
    }
  }

  /** Questions and answers that the endpoint writes from training documents. */
  public record QuestionSection(
      @Key(doc = "Questions asked of each document; 0: none.", def = "0") int perDocument,
      @Key(
              doc =
                  "File of the prompt, with {count}, {language} and {document} in it; empty: the built-in one.",
              def = "",
              path = true)
          String prompt,
      @Key(doc = "Characters of a document that are sent; the rest is left out.", def = "8000")
          int maxChars,
      @Key(
              doc =
                  "Share of an answer's words that must stand in the span it quotes from the document.",
              def = "0.6")
          double minGrounding,
      @Key(
              doc = "Share of training documents that are asked about, chosen by content hash.",
              def = "1.0")
          double share)
      implements Serializable {
    public QuestionSection {
      Check.atLeast("per-document", perDocument, 0);
      Check.atLeast("max-chars", maxChars, 100);
      Check.share("min-grounding", minGrounding);
      Check.share("share", share);
    }
  }

  /** Back-translation alone. */
  public AugmentSection(
      String translator,
      String endpoint,
      String model,
      String apiKeyEnv,
      List<String> pivots,
      double share,
      double minSimilarity,
      double maxSimilarity,
      int concurrency,
      int retries,
      int timeoutSeconds) {
    this(
        translator,
        endpoint,
        model,
        apiKeyEnv,
        pivots,
        share,
        minSimilarity,
        maxSimilarity,
        concurrency,
        retries,
        timeoutSeconds,
        "/usr/share/apertium",
        new CostSection(0, 0, 0),
        new AdversarialSection(List.of(), 0.1, 1),
        new QuestionSection(0, "", 8000, 0.6, 1));
  }

  public AugmentSection {
    Check.oneOf("translator", translator, List.of("none", "openai", "apertium"));
    boolean asks = translator.equals("openai") || questions.perDocument() > 0;
    if (asks) {
      Check.address("endpoint", endpoint);
    }
    if (asks && model.isBlank()) {
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
    return translates() || asksQuestions() || !adversarial.kinds().isEmpty();
  }

  /** Whether documents are translated there and back. */
  public boolean translates() {
    return !translator.equals("none");
  }

  /** Whether questions are written from documents. */
  public boolean asksQuestions() {
    return questions.perDocument() > 0;
  }

  /** Whether the endpoint is needed. */
  public boolean usesEndpoint() {
    return translator.equals("openai") || asksQuestions();
  }
}
