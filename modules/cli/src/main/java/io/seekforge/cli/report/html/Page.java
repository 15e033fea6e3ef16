package io.seekforge.cli.report.html;

import io.seekforge.cli.report.Report;
import io.seekforge.cli.report.Report.ExpertLayer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The whole page. */
public final class Page {
  private Page() {}

  /** {@code index.html} of a report. */
  public static String of(Report report) {
    return page(report.title(), subtitle(report), body(report));
  }

  private static String page(String title, String subtitle, String body) {
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="generator" content="seekforge">
        <title>%s</title>
        <style>
        %s</style>
        </head>
        <body>
        <main>
        <header><h1>%s</h1><p class="sub">%s</p></header>
        %s</main>
        </body>
        </html>
        """
        .formatted(Text.escape(title), style(), Text.escape(title), Text.escape(subtitle), body);
  }

  /** A page of the use of experts alone. */
  public static String ofExperts(String title, List<ExpertLayer> layers) {
    return page(title, "Routing statistics", new ExpertsPart(layers).html());
  }

  private static String subtitle(Report report) {
    return "Recipe "
        + report.recipe()
        + " ("
        + report.recipeHash().substring(0, 12)
        + ") on base model "
        + report.model();
  }

  private static String body(Report report) {
    return new SummaryPart(report).html()
        + new EvaluationPart(report).html()
        + new TrainingPart(report).html()
        + new ExpertsPart(report.experts()).html()
        + new CorpusPart(report).html()
        + new ClassifiersPart(report).html()
        + new VariantsPart(report).html()
        + new DefectsPart(report).html()
        + new LineagePart(report).html();
  }

  private static String style() {
    try (InputStream css = Page.class.getResourceAsStream("page.css")) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
