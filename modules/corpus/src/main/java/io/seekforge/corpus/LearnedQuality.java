package io.seekforge.corpus;

import io.seekforge.api.Document;
import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageFolder;
import io.seekforge.api.Verdict;
import io.seekforge.api.recipe.QualitySection;
import io.seekforge.corpus.classify.ExampleTable;
import io.seekforge.corpus.classify.QualityTraining;
import io.seekforge.text.classify.BinaryScores;
import io.seekforge.text.classify.HashedFeatures;
import io.seekforge.text.classify.QualityModel;
import java.io.IOException;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Scores documents by a classifier that was learned from labelled ones, or by that of an earlier
 * run. Examples are kept or dropped by what they were labelled, not by their score.
 */
final class LearnedQuality implements Serializable {
  static final String SCORE = "quality_score";

  /** File of the model in the stage's folder. */
  static final String FILE = "quality.json";

  private static final long serialVersionUID = 1L;
  private static final String LABEL = "quality_label";
  private static final String GOOD = "good";
  private static final String BAD = "bad";

  /** Fewer examples of a kind, learned from or held out, say nothing. */
  private static final int LEAST_LEARNED = 10;

  private static final int LEAST_HELD_OUT = 2;

  private final QualitySection section;
  private final QualityModel model;
  private final TreeMap<String, Double> figures = new TreeMap<>();

  private LearnedQuality(QualitySection section, QualityModel model) {
    this.section = section;
    this.model = model;
  }

  /** Reads or learns the model, and writes it to the stage's folder. */
  static LearnedQuality of(
      QualitySection section, Dataset<Row> documents, CleanRule rule, StageFolder output) {
    StageText files = new StageText(documents.sparkSession());
    if (!section.model().isEmpty()) {
      try {
        QualityModel model = QualityModel.of(files.read(section.model()));
        files.write(output.child(FILE), model.json());
        return new LearnedQuality(section, model);
      } catch (IOException e) {
        throw new SeekforgeException(
            "Cannot read clean.quality.model: %s: %s".formatted(section.model(), e.getMessage()),
            e);
      }
    }
    Dataset<Row> examples = examples(section, documents, rule).persist(StorageLevel.DISK_ONLY());
    try {
      LearnedQuality learned = learn(section, examples);
      files.write(output.child(FILE), learned.model.json());
      return learned;
    } finally {
      examples.unpersist(false);
    }
  }

  private static Dataset<Row> examples(
      QualitySection section, Dataset<Row> documents, CleanRule rule) {
    Dataset<Row> labelled =
        documents.flatMap(
            (FlatMapFunction<Row, Row>) row -> example(section, rule, row), ExampleTable.ENCODER);
    return ExampleTable.drawn(labelled, section.maxExamples());
  }

  private static Iterator<Row> example(QualitySection section, CleanRule rule, Row row) {
    String label = label(section, DocumentTable.document(row));
    if (label.isEmpty()) {
      return Collections.emptyIterator();
    }
    HashedFeatures features = HashedFeatures.of(rule.judged(row).text(), section.features());
    int kind = label.equals(GOOD) ? QualityTraining.GOOD : QualityTraining.BAD;
    return List.of(ExampleTable.row(kind, features, section.heldOut())).iterator();
  }

  private static String label(QualitySection section, Document document) {
    if (section.positive().contains(document.source())) {
      return GOOD;
    }
    if (section.negative().contains(document.source())) {
      return BAD;
    }
    String stated = section.label().isEmpty() ? "" : document.metadata().get(section.label());
    return GOOD.equals(stated) || BAD.equals(stated) ? stated : "";
  }

  private static LearnedQuality learn(QualitySection section, Dataset<Row> examples) {
    long[] learned = ExampleTable.counts(examples, false, 2);
    long[] heldOut = ExampleTable.counts(examples, true, 2);
    require(section, QualityTraining.GOOD, learned, heldOut);
    require(section, QualityTraining.BAD, learned, heldOut);
    QualityModel model =
        QualityTraining.learn(examples, learned, section.features(), section.regularization());
    LearnedQuality quality = new LearnedQuality(section, model);
    BinaryScores scores = QualityTraining.measure(examples, model);
    quality.figures.put("quality_examples_good", (double) learned[QualityTraining.GOOD]);
    quality.figures.put("quality_examples_bad", (double) learned[QualityTraining.BAD]);
    quality.figures.put("quality_held_out_good", (double) heldOut[QualityTraining.GOOD]);
    quality.figures.put("quality_held_out_bad", (double) heldOut[QualityTraining.BAD]);
    quality.figures.put("quality_accuracy", scores.accuracy());
    quality.figures.put("quality_auc", scores.auc());
    scores.table().forEach((name, value) -> quality.figures.put("quality_" + name, value));
    return quality;
  }

  private static void require(QualitySection section, int kind, long[] learned, long[] heldOut) {
    if (learned[kind] >= LEAST_LEARNED && heldOut[kind] >= LEAST_HELD_OUT) {
      return;
    }
    boolean good = kind == QualityTraining.GOOD;
    String where =
        section.label().isEmpty()
            ? "sources " + String.join(", ", good ? section.positive() : section.negative())
            : "metadata " + section.label() + ": " + (good ? GOOD : BAD);
    throw new SeekforgeException(
        "Cannot learn clean.quality: %d different %s examples and %d held out (%s), %d and %d are needed; name more of them"
            .formatted(
                learned[kind],
                good ? GOOD : BAD,
                heldOut[kind],
                where,
                LEAST_LEARNED,
                LEAST_HELD_OUT));
  }

  /** The score, 0 to 1. */
  double score(Document document) {
    return model.score(document.text());
  }

  Document measured(Document document) {
    return document.withMetadata(SCORE, rounded(score(document)));
  }

  /** Whether a measured document stays. */
  Verdict check(Document measured) {
    String label = label(section, measured);
    if (label.equals(BAD) && section.dropNegative()) {
      return Verdict.drop(LABEL, BAD, GOOD);
    }
    String score = measured.metadata().get(SCORE);
    return label.isEmpty() && Double.parseDouble(score) < section.minScore()
        ? Verdict.drop(SCORE, score, section.minScore())
        : Verdict.kept();
  }

  /** What was measured on the examples that were held out. */
  SortedMap<String, Double> figures() {
    return Collections.unmodifiableSortedMap(figures);
  }

  static String rounded(double score) {
    return String.format(Locale.ROOT, "%.4f", score);
  }
}
