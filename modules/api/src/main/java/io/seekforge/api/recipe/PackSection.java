package io.seekforge.api.recipe;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tokenizing and packing. */
public record PackSection(
    @Key(doc = "Tokens in a packed sequence.", def = "512") int sequenceLength,
    @Key(
            doc =
                "Logical replicas: the training set becomes this many shards, whatever the cluster's size.",
            def = "2")
        int replicas,
    @Key(
            doc =
                "How conversations become text: auto (the tokenizer's own template, else plain), plain, deepseek-llm, deepseek-v3, chatml"
                    + " or alpaca.",
            def = "auto")
        String template,
    @Key(
            doc =
                "Which tokens count in the loss: completions (assistant turns; all of a plain document) or all.",
            def = "completions")
        String loss,
    @Key(
            doc =
                "What happens to a document longer than a sequence: split (plain text into pieces, conversations are cut at the"
                    + " end) or drop.",
            def = "split")
        String tooLong,
    @Key(doc = "In which proportion sources are mixed for training.", def = "") MixSection mix,
    @Key(
            doc =
                "Domain of each source by name, every source or none: the sequences of a domain are also packed apart (for"
                    + " train.method: mixture).",
            def = "")
        Map<String, String> domains)
    implements Serializable {
  /** Shares of the sources in the training tokens; the default leaves them as they are. */
  public record MixSection(
      @Key(
              doc =
                  "Weight of each source by name, every source of the training documents; empty: by size and temperature.",
              def = "")
          Map<String, String> weights,
      @Key(
              doc =
                  "T in p ∝ n^(1/T), n a source's tokens: 1 leaves sources as large as they are, more favours small ones.",
              def = "1.0")
          double temperature,
      @Key(
              doc =
                  "Times a source is read at most, for example 1 or 2.5; 1: no document is repeated, and large sources are"
                      + " thinned.",
              def = "1.0")
          double maxEpochs)
      implements Serializable {
    public static final MixSection NONE = new MixSection(Map.of(), 1, 1);

    public MixSection {
      weights = new TreeMap<>(weights);
      weights.forEach(MixSection::weight);
      if (!weights.isEmpty() && temperature != 1) {
        throw new IllegalArgumentException(
            "Invalid temperature: " + temperature + " (weights are there already)");
      }
      Check.positive("temperature", temperature);
      Check.atLeast("max-epochs", maxEpochs, 1);
    }

    /** Weights as numbers, by source. */
    public SortedMap<String, Double> numbers() {
      SortedMap<String, Double> numbers = new TreeMap<>();
      weights.forEach((source, weight) -> numbers.put(source, weight(source, weight)));
      return numbers;
    }

    /** Whether documents are left out or repeated. */
    public boolean enabled() {
      return !weights.isEmpty() || temperature != 1;
    }

    private static double weight(String source, String weight) {
      try {
        double number = Double.parseDouble(weight);
        if (number >= 0 && number <= Double.MAX_VALUE) {
          return number;
        }
      } catch (NumberFormatException e) {
        // falls through to the same message
      }
      throw new IllegalArgumentException(
          "Invalid weights: " + source + " has \"" + weight + "\" (a number from 0 on)");
    }
  }

  /** Sources as large as they are. */
  public PackSection(
      int sequenceLength, int replicas, String template, String loss, String tooLong) {
    this(sequenceLength, replicas, template, loss, tooLong, MixSection.NONE, Map.of());
  }

  public PackSection {
    Check.atLeast("sequence-length", sequenceLength, 8);
    Check.atLeast("replicas", replicas, 1);
    Check.oneOf(
        "template",
        template,
        List.of("auto", "plain", "deepseek-llm", "deepseek-v3", "chatml", "alpaca"));
    Check.oneOf("loss", loss, List.of("completions", "all"));
    Check.oneOf("too-long", tooLong, List.of("split", "drop"));
    domains = new TreeMap<>(domains);
    for (Map.Entry<String, String> domain : domains.entrySet()) {
      if (!domain.getValue().matches("[A-Za-z0-9][A-Za-z0-9_-]*")) {
        throw new IllegalArgumentException(
            "Invalid domains: source %s has \"%s\" (letters, digits, _ and -)"
                .formatted(domain.getKey(), domain.getValue()));
      }
    }
  }

  /** Names of the domains, in their order. */
  public List<String> domainNames() {
    return domains.values().stream().distinct().sorted().toList();
  }
}
