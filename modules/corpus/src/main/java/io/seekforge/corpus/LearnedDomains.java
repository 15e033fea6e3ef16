package io.seekforge.corpus;

import io.seekforge.api.Document;
import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageFolder;
import io.seekforge.api.Verdict;
import io.seekforge.api.recipe.DomainsSection;
import io.seekforge.corpus.classify.DomainTraining;
import io.seekforge.corpus.classify.ExampleTable;
import io.seekforge.text.classify.DomainModel;
import io.seekforge.text.classify.HashedFeatures;
import java.io.IOException;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Gives each document a domain, by a classifier that was learned from sources of known domains or
 * by that of an earlier run. Documents of those sources have the domain the recipe gives them.
 */
final class LearnedDomains implements Serializable {
  static final String DOMAIN = "domain";
  static final String PROBABILITY = "domain_probability";

  /** File of the model in the stage's folder. */
  static final String FILE = "domains.json";

  private static final long serialVersionUID = 1L;
  private static final String UNWANTED = "domain_unwanted";
  private static final int LEAST_LEARNED = 10;
  private static final int LEAST_HELD_OUT = 2;

  private final DomainsSection section;
  private final DomainModel model;
  private final TreeMap<String, Double> figures = new TreeMap<>();

  private LearnedDomains(DomainsSection section, DomainModel model) {
    this.section = section;
    this.model = model;
  }

  /** Reads or learns the model, and writes it to the stage's folder. */
  static LearnedDomains of(
      DomainsSection section, Dataset<Row> documents, CleanRule rule, StageFolder output) {
    StageText files = new StageText(documents.sparkSession());
    LearnedDomains learned =
        section.model().isEmpty()
            ? learned(section, documents, rule)
            : new LearnedDomains(section, stored(section, files));
    files.write(output.child(FILE), learned.model.json());
    return learned;
  }

  private static DomainModel stored(DomainsSection section, StageText files) {
    try {
      DomainModel model = DomainModel.of(files.read(section.model()));
      for (String domain : section.keep()) {
        if (!model.domains().contains(domain)) {
          throw new IOException(
              "it has no domain \"%s\" (one of %s)"
                  .formatted(domain, String.join(", ", model.domains())));
        }
      }
      return model;
    } catch (IOException e) {
      throw new SeekforgeException(
          "Cannot read clean.domains.model: %s: %s".formatted(section.model(), e.getMessage()), e);
    }
  }

  private static LearnedDomains learned(
      DomainsSection section, Dataset<Row> documents, CleanRule rule) {
    Dataset<Row> labelled =
        documents.flatMap(
            (FlatMapFunction<Row, Row>) row -> example(section, rule, row), ExampleTable.ENCODER);
    Dataset<Row> examples =
        ExampleTable.drawn(labelled, section.maxExamples()).persist(StorageLevel.DISK_ONLY());
    try {
      int count = section.names().size();
      long[] learned = ExampleTable.counts(examples, false, count);
      long[] heldOut = ExampleTable.counts(examples, true, count);
      require(section, learned, heldOut);
      DomainTraining training = new DomainTraining(section);
      LearnedDomains domains = new LearnedDomains(section, training.learn(examples, learned));
      training
          .measure(examples, domains.model)
          .forEach((name, value) -> domains.figures.put("domain_" + name, value));
      for (int i = 0; i < count; i++) {
        domains.figures.put("domain_examples_" + section.names().get(i), (double) learned[i]);
      }
      return domains;
    } finally {
      examples.unpersist(false);
    }
  }

  private static Iterator<Row> example(DomainsSection section, CleanRule rule, Row row) {
    String domain = section.examples().get(DocumentTable.document(row).source());
    if (domain == null) {
      return Collections.emptyIterator();
    }
    HashedFeatures features = HashedFeatures.of(rule.judged(row).text(), section.features());
    int label = section.names().indexOf(domain);
    return List.of(ExampleTable.row(label, features, section.heldOut())).iterator();
  }

  private static void require(DomainsSection section, long[] learned, long[] heldOut) {
    for (int i = 0; i < learned.length; i++) {
      if (learned[i] < LEAST_LEARNED || heldOut[i] < LEAST_HELD_OUT) {
        String domain = section.names().get(i);
        List<String> sources =
            section.examples().entrySet().stream()
                .filter(example -> example.getValue().equals(domain))
                .map(java.util.Map.Entry::getKey)
                .toList();
        throw new SeekforgeException(
            "Cannot learn clean.domains: %d different examples of %s and %d held out (sources %s), %d and %d are needed; name more sources"
                .formatted(
                    learned[i],
                    domain,
                    heldOut[i],
                    String.join(", ", sources),
                    LEAST_LEARNED,
                    LEAST_HELD_OUT));
      }
    }
  }

  SortedMap<String, Double> probabilities(Document document) {
    return model.probabilities(document.text());
  }

  Document measured(Document document) {
    SortedMap<String, Double> probabilities = probabilities(document);
    String stated = section.examples().get(document.source());
    boolean known = stated != null && probabilities.containsKey(stated);
    String domain = known ? stated : DomainModel.likeliest(probabilities);
    return document
        .withMetadata(DOMAIN, domain)
        .withMetadata(PROBABILITY, LearnedQuality.rounded(probabilities.get(domain)));
  }

  /** Whether a measured document stays. */
  Verdict check(Document measured) {
    String domain = measured.metadata().get(DOMAIN);
    if (!section.keep().isEmpty() && !section.keep().contains(domain)) {
      return Verdict.drop(UNWANTED, domain, String.join(",", section.keep()));
    }
    String probability = measured.metadata().get(PROBABILITY);
    boolean example = section.examples().containsKey(measured.source());
    return !example && Double.parseDouble(probability) < section.minProbability()
        ? Verdict.drop(PROBABILITY, probability, section.minProbability())
        : Verdict.kept();
  }

  /** What was measured on the examples that were held out. */
  SortedMap<String, Double> figures() {
    return Collections.unmodifiableSortedMap(figures);
  }
}
