package io.seekforge.api.recipe;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** A classifier of domains, learned from labelled sources; off unless those are named. */
public record DomainsSection(
    @Key(
            doc =
                "Domain of each source of examples by name, at least two domains; other sources need none.",
            def = "")
        Map<String, String> examples,
    @Key(doc = "Domains whose documents are kept; empty: all.", def = "") List<String> keep,
    @Key(
            doc =
                "Least probability of a document's domain, 0 to 1, for documents that are no examples.",
            def = "0")
        double minProbability,
    @Key(doc = "Share of the examples that is held out and measured on, 0.05 to 0.5.", def = "0.2")
        double heldOut,
    @Key(doc = "Most examples of each domain that are learned from.", def = "2000") int maxExamples,
    @Key(doc = "Hashed features of a text: a power of two, 1024 to 65536.", def = "4096")
        int features,
    @Key(doc = "Units of the hidden layer.", def = "64") int hidden,
    @Key(doc = "Passes over the examples.", def = "10") int epochs,
    @Key(doc = "Examples of a step.", def = "32") int batch,
    @Key(doc = "Learning rate of Adam.", def = "0.002") double learningRate,
    @Key(doc = "Seed of the first weights and of the order of examples.", def = "42") long seed,
    @Key(
            doc =
                "A domains.json of an earlier run to classify with instead of learning; examples are then not needed.",
            def = "",
            path = true)
        String model)
    implements Serializable {
  /** Nothing is learned. */
  public static final DomainsSection NONE =
      new DomainsSection(Map.of(), List.of(), 0, 0.2, 2000, 4096, 64, 10, 32, 0.002, 42, "");

  public DomainsSection {
    examples = new TreeMap<>(examples);
    keep = List.copyOf(keep);
    for (Map.Entry<String, String> example : examples.entrySet()) {
      if (!example.getValue().matches("[A-Za-z0-9][A-Za-z0-9_-]*")) {
        throw new IllegalArgumentException(
            "Invalid examples: source %s has \"%s\" (letters, digits, _ and -)"
                .formatted(example.getKey(), example.getValue()));
      }
    }
    TreeSet<String> names = new TreeSet<>(examples.values());
    if (names.size() == 1) {
      throw new IllegalArgumentException(
          "Invalid examples: all are of the domain \""
              + names.first()
              + "\" (two domains at least; name sources of something else too)");
    }
    for (String domain : keep) {
      if (!names.contains(domain) && model.isEmpty()) {
        throw new IllegalArgumentException(
            "Invalid keep: no source has the domain \""
                + domain
                + "\" (one of "
                + String.join(", ", names)
                + ")");
      }
    }
    boolean judges = !keep.isEmpty() || minProbability > 0;
    if (judges && names.isEmpty() && model.isEmpty()) {
      throw new IllegalArgumentException(
          "Invalid examples: empty (there is nothing to tell domains by)");
    }
    Check.share("min-probability", minProbability);
    Check.heldOut("held-out", heldOut);
    Check.atLeast("max-examples", maxExamples, 10);
    Check.powerOfTwo("features", features, 1 << 10, 1 << 16);
    Check.atLeast("hidden", hidden, 1);
    Check.atLeast("epochs", epochs, 1);
    Check.atLeast("batch", batch, 1);
    Check.positive("learning-rate", learningRate);
  }

  /** Whether documents are classified. */
  public boolean enabled() {
    return !examples.isEmpty() || !model.isEmpty();
  }

  /** Names of the domains, in their order. */
  public List<String> names() {
    return new ArrayList<>(new TreeSet<>(examples.values()));
  }
}
