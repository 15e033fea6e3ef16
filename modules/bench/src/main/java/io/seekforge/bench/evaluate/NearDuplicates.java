package io.seekforge.bench.evaluate;

import io.seekforge.api.Document;
import io.seekforge.api.LedgerEntry;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.CollectSection;
import io.seekforge.api.recipe.DedupSection;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.SourceSection;
import io.seekforge.corpus.CollectJob;
import io.seekforge.corpus.DedupJob;
import io.seekforge.corpus.DocumentTable;
import io.seekforge.corpus.LedgerTable;
import io.seekforge.corpus.Recipes;
import io.seekforge.text.parse.Citations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;

/** Labelled near-duplicates through the stages collect and dedup as a recipe runs them. */
final class NearDuplicates {
  private static final Pattern NUMBER =
      Pattern.compile("<rec-number>(?:<[^>]*>)*([^<]+)<", Pattern.DOTALL);

  private final SparkSession spark;
  private final Path work;

  /**
   * @param work an empty folder
   */
  NearDuplicates(SparkSession spark, Path work) {
    this.spark = spark;
    this.work = work;
  }

  /**
   * A bibliography whose duplicates carry a caption, which is taken out before anything is read. A
   * label says that a record has a double, not which: it is found if another is in its cluster, and
   * an unlabelled one is right if none is.
   */
  List<Figure> citations(Path copper) throws IOException {
    String labelled = Files.readString(copper);
    Set<String> labels = labels(labelled);
    Path stripped = work.resolve("copper.xml");
    Files.writeString(stripped, Citations.stripped(labelled));
    DedupSection dedup =
        new DedupSection(
            0.8,
            5,
            128,
            "longest",
            new DedupSection.RecordsSection(Citations.KINDS, 20),
            List.of());
    Deduplicated result =
        run("citations", source(stripped, "xml", Citations.PATHS, "record"), dedup);
    Set<String> clustered = result.clustered();
    long found = labels.stream().filter(clustered::contains).count();
    long others = result.keys().size() - labels.size();
    long right =
        result.keys().stream()
            .filter(key -> !labels.contains(key) && !clustered.contains(key))
            .count();
    return List.of(
        figure("copper.xml", "sensitivity", found, labels.size(), 0.98),
        figure("copper.xml", "specificity", right, others, 0.98));
  }

  private static Set<String> labels(String xml) {
    Set<String> labels = new HashSet<>();
    Matcher record = Citations.RECORD.matcher(xml);
    while (record.find()) {
      Matcher number = NUMBER.matcher(record.group());
      if (Citations.labelled(record.group()) && number.find()) {
        labels.add(number.group(1).strip());
      }
    }
    return labels;
  }

  /** News articles with planted copies, of which the true pairs are known. */
  List<Figure> articles(Path folder) throws IOException {
    List<String> lines = new ArrayList<>(List.of("id\ttext"));
    for (String line : Files.readAllLines(folder.resolve("articles_1000.train"))) {
      lines.add("\"" + line.replace("\"", "\"\"").replaceFirst(" ", "\"\t\"") + "\"");
    }
    Path table = work.resolve("articles.tsv");
    Files.write(table, lines);
    DedupSection dedup =
        new DedupSection(0.5, 5, 128, "longest", DedupSection.RecordsSection.none(), List.of());
    SourceSection source = source(table, "tsv", Map.of("text", "text", "key", "id"), "");
    Set<String> found = run("articles", source, dedup).pairs();
    Set<String> truth = new TreeSet<>();
    for (String line : Files.readAllLines(folder.resolve("articles_1000.truth"))) {
      String[] ids = line.split(" ");
      truth.add(pair(ids[0], ids[1]));
    }
    long right = found.stream().filter(truth::contains).count();
    return List.of(
        figure("articles_1000", "recall", right, truth.size(), 1),
        figure("articles_1000", "precision", right, found.size(), 1));
  }

  private static Figure figure(String set, String measure, long right, long all, double target) {
    return new Figure(
        "near-duplicates", set, measure, (double) right / all, target, right + " of " + all);
  }

  private record Pair(String one, String other) {}

  /** Keys of all records, and of each dropped one with the one kept for it. */
  private record Deduplicated(Set<String> keys, List<Pair> dropped) {
    Set<String> clustered() {
      Set<String> clustered = new HashSet<>();
      for (Pair pair : dropped) {
        clustered.add(pair.one());
        clustered.add(pair.other());
      }
      return clustered;
    }

    Set<String> pairs() {
      Set<String> pairs = new TreeSet<>();
      dropped.forEach(pair -> pairs.add(pair(pair.one(), pair.other())));
      return pairs;
    }
  }

  private static String pair(String one, String other) {
    return one.compareTo(other) < 0 ? one + " " + other : other + " " + one;
  }

  private Deduplicated run(String name, SourceSection source, DedupSection dedup) {
    Recipe recipe =
        new Recipes().collect(new CollectSection(List.of(source), 0, 1 << 24)).dedup(dedup).build();
    StageFolder collected = new StageFolder(work.resolve(name + "-collect").toString());
    StageFolder deduplicated = new StageFolder(work.resolve(name + "-dedup").toString());
    StageCounts counts = new CollectJob().run(spark, recipe, null, collected);
    new DedupJob().run(spark, recipe, collected, deduplicated);
    Map<String, String> keys = new java.util.HashMap<>();
    for (Document document :
        DocumentTable.read(spark, collected.documents()).collectAsList().stream()
            .map(DocumentTable::document)
            .toList()) {
      keys.put(document.id(), document.key());
    }
    if (keys.size() != counts.kept()) {
      throw new IllegalStateException("two records of " + name + " share an id");
    }
    List<Pair> dropped =
        LedgerTable.read(spark, deduplicated.ledger()).collectAsList().stream()
            .map(LedgerTable::entry)
            .filter(entry -> entry.action() == LedgerEntry.Action.DROP)
            .map(entry -> new Pair(keys.get(entry.documentId()), keys.get(entry.duplicateOf())))
            .toList();
    return new Deduplicated(Set.copyOf(keys.values()), dropped);
  }

  private static SourceSection source(
      Path file, String format, Map<String, String> fields, String record) {
    return new SourceSection(
        "s", file.toString(), format, "UTF-8", fields, record, List.of(), "", "", "", 0, 0);
  }
}
