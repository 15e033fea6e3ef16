package io.seekforge.corpus;

import io.seekforge.api.Document;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.AugmentSection.CostSection;
import io.seekforge.api.recipe.CleanSection;
import io.seekforge.api.recipe.DecontaminateSection;
import io.seekforge.api.recipe.DedupSection;
import io.seekforge.api.recipe.DedupSection.RecordsSection;
import io.seekforge.api.recipe.ModelSection;
import io.seekforge.api.recipe.NormalizeSection;
import io.seekforge.api.recipe.PackSection;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.SemanticSection;
import io.seekforge.api.recipe.SplitSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The stages of the corpus one after the other, on a corpus that has something for each to do. */
final class CorpusChain {
  static final List<CorpusJob> JOBS =
      List.of(
          new CleanJob(),
          new DedupJob(),
          new NormalizeJob(),
          new SplitJob(),
          new DecontaminateJob(),
          new PackJob());

  private final SparkSession spark;
  private final Recipe recipe;
  private final Path root;

  CorpusChain(SparkSession spark, Path glossary, Path root) {
    this.spark = spark;
    this.recipe = recipe(glossary);
    this.root = root;
  }

  /**
   * Runs the first stages; before each its documents are shuffled and dealt to files anew, so that
   * no stage sees the order or the partitions of the one before.
   *
   * @return what each stage counted
   */
  List<StageCounts> shuffled(int partitions, int stages) throws IOException {
    List<StageCounts> counts = new ArrayList<>();
    List<Row> rows = new ArrayList<>(documents().stream().map(DocumentTable::row).toList());
    for (CorpusJob job : JOBS.subList(0, stages)) {
      StageFolder input = folder("_in-" + job.stage().word());
      Collections.shuffle(rows, new Random(partitions));
      spark
          .createDataFrame(rows, DocumentTable.SCHEMA)
          .repartition(partitions)
          .write()
          .parquet(input.documents());
      StageFolder output = folder(job.stage().word());
      counts.add(job.run(spark, recipe, input, output));
      if (Files.exists(Path.of(output.documents()))) {
        rows = new ArrayList<>(DocumentTable.read(spark, output.documents()).collectAsList());
      }
    }
    return counts;
  }

  /** Runs all stages as a recipe does. */
  List<StageCounts> run() {
    List<StageCounts> counts = new ArrayList<>();
    StageFolder input = folder("_in");
    List<Row> rows = documents().stream().map(DocumentTable::row).toList();
    DocumentTable.write(spark.createDataFrame(rows, DocumentTable.SCHEMA), input.documents());
    for (CorpusJob job : JOBS) {
      StageFolder output = folder(job.stage().word());
      counts.add(job.run(spark, recipe, input, output));
      input = output;
    }
    return counts;
  }

  private StageFolder folder(String name) {
    return new StageFolder(root.resolve(name).toString());
  }

  /** Hashes of all tables that stages wrote below a folder, by their relative names. */
  static SortedMap<String, String> hashes(Path root) throws IOException {
    SortedMap<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = root.relativize(file).toString();
        if (!name.startsWith("_in") && !file.getFileName().toString().endsWith(".crc")) {
          hashes.put(name, sha256(Files.readAllBytes(file)));
        }
      }
    }
    return hashes;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static void writeGlossary(Path file) throws IOException {
    Files.writeString(
        file, "concept,canonical,variant\nC1,fever,发热\nC1,fever,w17\nC2,cough,咳嗽\nC2,cough,w18\n");
  }

  private static Recipe recipe(Path glossary) {
    Recipe sections =
        new Recipes()
            .clean(new CleanSection("nfkc", true, "basic", 1, 1_000_000))
            .dedup(
                new DedupSection(
                    0.7, 3, 64, "longest", RecordsSection.none(), List.of(), inThreeClusters()))
            .normalize(
                new NormalizeSection(
                    List.of(
                        new NormalizeSection.GlossarySection(
                            glossary.toString(), Map.of(), ",", true, "csv", "")),
                    "simplified",
                    true))
            .split(new SplitSection(0.2, 0.2, 0.4))
            .decontaminate(new DecontaminateSection(8, 0.5))
            .build();
    return new Recipe(
        "chain",
        42,
        "work",
        new ModelSection("../../conf/quickstart/base", "", "", "fp32"),
        sections.collect(),
        sections.clean(),
        sections.dedup(),
        sections.normalize(),
        sections.split(),
        sections.augment(),
        sections.decontaminate(),
        new PackSection(64, 3, "deepseek-llm", "completions", "split"),
        null,
        null,
        null,
        null);
  }

  private static SemanticSection inThreeClusters() {
    CostSection free = new CostSection(0, 0, 0);
    return new SemanticSection("hashed", 0.8, false, 3, "", 2000, "", "", "", 32, 1, 0, 1, free);
  }

  private static String backwards(String text) {
    List<String> words = new ArrayList<>(List.of(text.split(" ")));
    Collections.reverse(words);
    return String.join(" ", words);
  }

  /**
   * Near and exact copies, words in another order, noise, both scripts of Chinese, conversations,
   * quotes of others.
   */
  private static List<Document> documents() {
    List<Document> documents = new ArrayList<>(Variants.of(40, 4));
    List<Document> texts = List.copyOf(documents);
    for (int i = 0; i < 40; i++) {
      String text = texts.get(4 * i).text();
      documents.add(Stage.plain("copy" + i, text.toUpperCase(java.util.Locale.ROOT)));
      documents.add(Stage.plain("backwards" + i, backwards(texts.get(4 * i + 1).text())));
      documents.add(Stage.plain("noise" + i, "@@## $$%% ^^&& **++ <<>> " + i));
      documents.add(
          Stage.plain("zh" + i, "患者訴發熱" + i + "天，伴咳嗽" + i + "次，" + "現病史第" + i * 7 + "條：無特殊。"));
      documents.add(
          Stage.conversation("case" + i, "What ails patient " + i + "? " + text, "Disease " + i));
      documents.add(
          Stage.plain("quote" + i, texts.get((4 * i + 40) % 160).text() + " quoted " + text));
    }
    return documents;
  }
}
