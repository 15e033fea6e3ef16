package io.seekforge.bench.evaluate;

import static org.apache.spark.sql.functions.col;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.Document;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.CleanSection;
import io.seekforge.api.recipe.CollectSection;
import io.seekforge.api.recipe.DomainsSection;
import io.seekforge.api.recipe.QualitySection;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.SourceSection;
import io.seekforge.corpus.CleanJob;
import io.seekforge.corpus.CollectJob;
import io.seekforge.corpus.DocumentTable;
import io.seekforge.corpus.Recipes;
import io.seekforge.corpus.SignalTable;
import io.seekforge.text.classify.BinaryScores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jsoup.Jsoup;

/** Classifiers that the clean stage learns, on real documents it has not learned from. */
final class LearnedClassifiers {
  private static final int PIECE = 60;
  private static final int SHINGLE = 3;

  private final SparkSession spark;
  private final Path work;

  /**
   * @param work an empty folder
   */
  LearnedClassifiers(SparkSession spark, Path work) {
    this.spark = spark;
    this.work = work;
  }

  /**
   * Pieces of {@value #PIECE} words of news pages: the article against menus, teasers and notices
   * around it. Learned from two thirds of the pages, measured on the others.
   */
  List<Figure> quality(Path html) throws IOException {
    Map<String, List<String>> lines = new TreeMap<>();
    JsonNode truth = new ObjectMapper().readTree(html.resolve("ground-truth.json").toFile());
    int number = 0;
    for (Map.Entry<String, JsonNode> page : new TreeMap<>(pages(truth)).entrySet()) {
      String article = page.getValue().get("articleBody").asText();
      Path file = html.resolve("pages").resolve(page.getKey() + ".html.gz");
      boolean learned = number++ % 3 < 2;
      add(lines, learned ? "article" : "page", "good", pieces(article));
      add(lines, learned ? "around" : "page", "bad", pieces(around(file, article)));
    }
    for (Map.Entry<String, List<String>> source : lines.entrySet()) {
      Files.write(work.resolve(source.getKey() + ".jsonl"), source.getValue());
    }
    QualitySection quality =
        new QualitySection(
            List.of("article"), List.of("around"), "", 0, false, 0.1, 20_000, 1 << 18, 1e-4, "");
    List<SourceSection> sources =
        lines.keySet().stream()
            .map(name -> source(name, work.resolve(name + ".jsonl"), "jsonl", Map.of(), ""))
            .toList();
    StageFolder clean = run("quality", sources, quality, DomainsSection.NONE).folder();
    BinaryScores scores = new BinaryScores(scored(clean));
    String detail = lines.get("page").size() + " pieces of 20 pages";
    return List.of(
        new Figure("quality, learned", "html", "AUC", scores.auc(), 0.9, detail),
        new Figure("quality, learned", "html", "accuracy", scores.accuracy(), 0.85, detail));
  }

  private static Map<String, JsonNode> pages(JsonNode truth) {
    Map<String, JsonNode> pages = new HashMap<>();
    truth.properties().forEach(page -> pages.put(page.getKey(), page.getValue()));
    return pages;
  }

  private List<BinaryScores.Scored> scored(StageFolder clean) {
    Map<String, Double> scores = new HashMap<>();
    for (Row row :
        SignalTable.read(spark, clean)
            .where(col("signal").equalTo("quality_score"))
            .collectAsList()) {
      scores.put(row.getString(0), row.getDouble(2));
    }
    return documents(clean).stream()
        .filter(document -> document.source().equals("page"))
        .map(
            document ->
                new BinaryScores.Scored(
                    scores.get(document.id()), document.metadata().get("stated").equals("good")))
        .toList();
  }

  /** Text of a page that shares no three words in a row with its article. */
  private static String around(Path file, String article) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      Set<String> known = shingles(article);
      return Jsoup.parse(in, null, "").body().select("*").stream()
          .map(element -> element.ownText().strip())
          .filter(text -> !text.isEmpty() && shingles(text).stream().noneMatch(known::contains))
          .filter(text -> !article.contains(text))
          .collect(Collectors.joining("\n"));
    }
  }

  private static Set<String> shingles(String text) {
    List<String> words = List.of(text.split("\\W+"));
    Set<String> shingles = new java.util.HashSet<>();
    for (int i = 0; i + SHINGLE <= words.size(); i++) {
      shingles.add(String.join(" ", words.subList(i, i + SHINGLE)));
    }
    return shingles;
  }

  private static List<String> pieces(String text) {
    List<String> words = List.of(text.strip().split("\\s+"));
    List<String> pieces = new ArrayList<>();
    for (int from = 0; from + PIECE <= words.size(); from += PIECE) {
      pieces.add(String.join(" ", words.subList(from, from + PIECE)));
    }
    return pieces;
  }

  private static void add(
      Map<String, List<String>> lines, String source, String stated, List<String> texts) {
    List<String> rows = lines.computeIfAbsent(source, name -> new ArrayList<>());
    for (String text : texts) {
      rows.add(
          new ObjectMapper().createObjectNode().put("text", text).put("stated", stated).toString());
    }
  }

  /** Medicine, finance and law: held-out examples of the sources that were learned from. */
  List<Figure> domains(Path data) {
    List<SourceSection> sources =
        List.of(
            source(
                "medquad",
                data.resolve("medquad"),
                "xml",
                Map.of("text", "Answer"),
                "QAPair",
                1500),
            source(
                "zh-medical",
                data.resolve("zh-medical"),
                "csv",
                "GB18030",
                Map.of("text", "{ask}\n\n{answer}"),
                "",
                0),
            source(
                "tatqa",
                data.resolve("tatqa/tatqa_dataset_dev.json"),
                "json",
                Map.of("text", "text"),
                "paragraphs"),
            source(
                "legalbench",
                data.resolve("legalbench/*/train.tsv"),
                "tsv",
                Map.of("text", "text"),
                ""),
            source("esft-law", data.resolve("esft/train/law.jsonl"), "jsonl", Map.of(), ""));
    DomainsSection domains =
        new DomainsSection(
            Map.of(
                "medquad", "medicine",
                "zh-medical", "medicine",
                "tatqa", "finance",
                "legalbench", "law",
                "esft-law", "law"),
            List.of(),
            0,
            0.2,
            2000,
            4096,
            64,
            10,
            32,
            0.002,
            42,
            "");
    Cleaned cleaned = run("domains", sources, QualitySection.NONE, domains);
    Map<String, Double> figures = cleaned.counts().figures();
    String detail =
        "held out: medicine %.0f, finance %.0f, law %.0f"
            .formatted(
                figures.get("domain_held_out_medicine"),
                figures.get("domain_held_out_finance"),
                figures.get("domain_held_out_law"));
    return List.of(
        new Figure(
            "domains, learned",
            "medquad, zh-medical, tatqa, legalbench, esft",
            "accuracy",
            figures.get("domain_accuracy"),
            0.95,
            detail));
  }

  private record Cleaned(StageCounts counts, StageFolder folder) {}

  private Cleaned run(
      String name, List<SourceSection> sources, QualitySection quality, DomainsSection domains) {
    CleanSection clean = Recipes.learning(quality, domains);
    Recipe recipe =
        new Recipes().collect(new CollectSection(sources, 1, 1 << 24)).clean(clean).build();
    StageFolder collected = new StageFolder(work.resolve(name + "-collect").toString());
    StageFolder cleaned = new StageFolder(work.resolve(name + "-clean").toString());
    new CollectJob().run(spark, recipe, null, collected);
    return new Cleaned(new CleanJob().run(spark, recipe, collected, cleaned), cleaned);
  }

  private List<Document> documents(StageFolder folder) {
    return DocumentTable.read(spark, folder.documents()).collectAsList().stream()
        .map(DocumentTable::document)
        .toList();
  }

  private static SourceSection source(
      String name, Path path, String format, Map<String, String> fields, String record) {
    return source(name, path, format, "UTF-8", fields, record, 0);
  }

  private static SourceSection source(
      String name, Path path, String format, Map<String, String> fields, String record, int files) {
    return source(name, path, format, "UTF-8", fields, record, files);
  }

  private static SourceSection source(
      String name,
      Path path,
      String format,
      String encoding,
      Map<String, String> fields,
      String record,
      int files) {
    return new SourceSection(
        name, path.toString(), format, encoding, fields, record, List.of(), "", "", "", 0, files);
  }
}
