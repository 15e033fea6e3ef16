package io.seekforge.bench.evaluate;

import io.seekforge.api.Document;
import io.seekforge.api.LedgerEntry;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.DedupSection;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.SemanticSection;
import io.seekforge.corpus.DedupJob;
import io.seekforge.corpus.DocumentTable;
import io.seekforge.corpus.LedgerTable;
import io.seekforge.corpus.MedquadSentences;
import io.seekforge.corpus.Recipes;
import io.seekforge.text.terms.Glossary;
import io.seekforge.text.translate.ApertiumTranslator;
import io.seekforge.text.translate.BackTranslator;
import io.seekforge.text.translate.RoundTrip;
import io.seekforge.text.translate.TranslationFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Sentences of MedQuAD beside what Apertium makes of them there and back (en-es-en), through the
 * stage dedup with hashed words: a round trip that changed the wording and kept numbers and
 * negations says the same as its original, and no other sentence does.
 */
final class Paraphrases {
  private static final Path APERTIUM = Path.of("/usr/share/apertium");
  private static final int SENTENCES = 400;
  private static final double COSINE = 0.8;

  private final SparkSession spark;
  private final Path work;

  /**
   * @param work an empty folder
   */
  Paraphrases(SparkSession spark, Path work) {
    this.spark = spark;
    this.work = work;
  }

  /** No figures, with a word, where the pair of languages is not installed. */
  List<Figure> figures(Path medquad) throws IOException {
    if (!Files.exists(APERTIUM.resolve("modes/spa-eng.mode"))) {
      System.err.println("paraphrases: skipped, apertium-eng-spa is not installed");
      return List.of();
    }
    List<Document> documents = pairs(MedquadSentences.of(medquad, SENTENCES));
    int pairs = documents.size() / 2;
    StageFolder input = new StageFolder(work.resolve("paraphrases").toString());
    List<Row> rows = documents.stream().map(DocumentTable::row).toList();
    DocumentTable.write(spark.createDataFrame(rows, DocumentTable.SCHEMA), input.documents());
    Map<String, String> keys = new HashMap<>();
    documents.forEach(document -> keys.put(document.id(), document.key()));
    List<LedgerEntry> near = dropped(input, "near", SemanticSection.none());
    List<LedgerEntry> all = dropped(input, "meaning", SemanticSection.of("hashed", COSINE));
    List<LedgerEntry> meaning =
        all.stream().filter(entry -> entry.rule().equals("semantic_duplicate")).toList();
    long alone = near.stream().filter(entry -> right(entry, keys)).count();
    long found = all.stream().filter(entry -> right(entry, keys)).count();
    long right = meaning.stream().filter(entry -> right(entry, keys)).count();
    String set = "MedQuAD en-es-en";
    return List.of(
        new Figure(
            "meaning",
            set,
            "recall",
            (double) found / pairs,
            0.75,
            "%d of %d, near-duplicates alone %d".formatted(found, pairs, alone)),
        new Figure(
            "meaning",
            set,
            "precision",
            (double) right / Math.max(1, meaning.size()),
            0.95,
            right + " of " + meaning.size()));
  }

  /** An original and its round trip have one key but for the last letter. */
  private static boolean right(LedgerEntry entry, Map<String, String> keys) {
    return keys.get(entry.documentId())
        .split("-")[0]
        .equals(keys.get(entry.duplicateOf()).split("-")[0]);
  }

  private static List<Document> pairs(List<String> sentences) {
    List<Document> documents = new ArrayList<>();
    RoundTrip judge = new RoundTrip(0.05, 0.95, new Glossary(List.of()));
    try (ApertiumTranslator apertium = new ApertiumTranslator(APERTIUM, 60)) {
      BackTranslator translator = new BackTranslator(apertium);
      for (int i = 0; i < sentences.size(); i++) {
        String sentence = sentences.get(i);
        String back;
        try {
          back = translator.thereAndBack(sentence, "en", "es").text();
        } catch (TranslationFailure e) {
          continue;
        }
        if (judge.judge(sentence, back, "en").keep()) {
          documents.add(document(sentence, i + "-original"));
          documents.add(document(back, i + "-back"));
        }
      }
    }
    return documents;
  }

  private static Document document(String text, String key) {
    return Document.collected(text, List.of(), "medquad", key, "f", 0, Map.of("lang", "en"));
  }

  private List<LedgerEntry> dropped(StageFolder input, String name, SemanticSection semantic) {
    DedupSection section =
        new DedupSection(
            0.8, 5, 128, "longest", DedupSection.RecordsSection.none(), List.of(), semantic);
    Recipe recipe = new Recipes().dedup(section).build();
    StageFolder output = new StageFolder(work.resolve("paraphrases-" + name).toString());
    new DedupJob().run(spark, recipe, input, output);
    return LedgerTable.read(spark, output.ledger()).collectAsList().stream()
        .map(LedgerTable::entry)
        .filter(entry -> entry.action() == LedgerEntry.Action.DROP)
        .toList();
  }
}
