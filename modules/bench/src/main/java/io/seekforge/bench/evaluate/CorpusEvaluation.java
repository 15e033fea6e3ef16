package io.seekforge.bench.evaluate;

import io.seekforge.text.language.LanguageSentences;
import io.seekforge.text.minhash.DetectionTrials;
import io.seekforge.text.paragraphs.DolmaSpans;
import io.seekforge.text.parse.HtmlBenchmark;
import io.seekforge.text.privacy.GeneratedData;
import io.seekforge.text.quality.AnnotatorFixtures;
import io.seekforge.text.quality.DatatroveDecisions;
import io.seekforge.text.terms.LabelledMentions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * Prints what the corpus engine reaches on its labelled sets, as one table: {@code CorpusEvaluation
 * DATA}, the folder of the shared data. Ends with 1 if a figure is below its target.
 */
public final class CorpusEvaluation {
  private static final int GENERATED = 4000;

  /** A false alarm once in 150,000 tests. */
  private static final double SIGMA = 4.5;

  private CorpusEvaluation() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1 || !Files.isDirectory(Path.of(arguments[0]))) {
      System.err.println("usage: evaluate-corpus DATA (the folder of the shared data)");
      System.exit(2);
    }
    List<Figure> figures = figures(Path.of(arguments[0]));
    print(figures, System.out);
    System.exit(figures.stream().allMatch(Figure::reached) ? 0 : 1);
  }

  private static List<Figure> figures(Path data) throws IOException {
    List<Figure> figures = new ArrayList<>(onSpark(data));
    figures.add(banding());
    figures.addAll(filters(data));
    HtmlBenchmark html = HtmlBenchmark.run(data.resolve("html"));
    figures.add(
        new Figure(
            "main text", "html", "mean F1", html.mean(), 0.95, html.pages().size() + " pages"));
    LabelledMentions terms = LabelledMentions.run();
    figures.add(
        new Figure(
            "terms", "marked mentions", "F1", terms.f1(), 0.98, terms.labelled() + " mentions"));
    for (LanguageSentences language : LanguageSentences.all(data)) {
      figures.add(
          new Figure(
              "language",
              language.name(),
              "accuracy",
              language.accuracy(),
              0.97,
              language.total() + " sentences"));
    }
    GeneratedData personal = GeneratedData.run(GENERATED);
    String labels = personal.labels() + " mentions";
    figures.add(
        new Figure("personal data", "generated", "recall", personal.recall(), 0.95, labels));
    figures.add(
        new Figure("personal data", "generated", "precision", personal.precision(), 0.9, labels));
    return figures;
  }

  private static Figure banding() {
    double[] similarities = {0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95};
    double[] apart =
        DoubleStream.of(similarities)
            .map(similarity -> Math.abs(DetectionTrials.run(similarity).deviations()))
            .toArray();
    double worst = DoubleStream.of(apart).max().orElseThrow();
    long right = DoubleStream.of(apart).filter(deviations -> deviations <= SIGMA).count();
    return new Figure(
        "near-duplicates",
        "generated pairs, J 0.5 to 0.95",
        "detected as theory says",
        (double) right / similarities.length,
        1,
        String.format(Locale.ROOT, "at most %.1f standard deviations, %.1f allowed", worst, SIGMA));
  }

  private static List<Figure> filters(Path data) throws IOException {
    Path filters = data.resolve("filters");
    DatatroveDecisions decisions = DatatroveDecisions.run(data);
    AnnotatorFixtures c4 = AnnotatorFixtures.c4(filters);
    AnnotatorFixtures fineweb = AnnotatorFixtures.fineweb(filters);
    AnnotatorFixtures gopher = AnnotatorFixtures.gopherRepetition(filters);
    DolmaSpans spans = DolmaSpans.run(data);
    String close = "equal within 1e-6";
    return List.of(
        same("datatrove's decisions", "decision and reason", decisions.total(), decisions.wrong()),
        same("c4_annotator", close, c4.total(), c4.wrong()),
        same("fineweb_quality_annotator", close, fineweb.total(), fineweb.wrong()),
        same("gopher_repetition_annotator", close, gopher.total(), gopher.wrong()),
        same("dolma", "duplicate spans", spans.total(), spans.wrong()));
  }

  private static Figure same(String set, String measure, int total, List<String> wrong) {
    int right = total - wrong.size();
    return new Figure("filters", set, measure, (double) right / total, 1, right + " of " + total);
  }

  private static List<Figure> onSpark(Path data) throws IOException {
    Path work = Files.createTempDirectory("seekforge-evaluation");
    SparkSession spark =
        SparkSession.builder()
            .master("local[*]")
            .appName("corpus-evaluation")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "4")
            .getOrCreate();
    try {
      NearDuplicates near = new NearDuplicates(spark, work);
      List<Figure> figures =
          new ArrayList<>(near.citations(data.resolve("near-duplicates/sweep/copper.xml")));
      figures.addAll(near.articles(data.resolve("near-duplicates/articles")));
      LearnedClassifiers learned = new LearnedClassifiers(spark, work);
      figures.addAll(learned.quality(data.resolve("html")));
      figures.addAll(learned.domains(data));
      figures.addAll(new Paraphrases(spark, work).figures(data.resolve("medquad")));
      return figures;
    } finally {
      spark.stop();
      delete(work);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void print(List<Figure> figures, PrintStream out) {
    out.println("| task | set | measure | value | target | reached | |");
    out.println("|---|---|---|---|---|---|---|");
    figures.forEach(figure -> out.println(figure.line()));
  }
}
