package io.seekforge.bench.quickstart;

import io.seekforge.bench.quickstart.Disease.Term;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reference articles about the diagnoses: plain text, Markdown, a web page with its furniture, and
 * JATS.
 */
final class Articles {
  private Articles() {}

  static String text(Disease disease) {
    List<String> symptoms = disease.symptoms().stream().map(Term::english).toList();
    return "About "
        + disease.name()
        + ".\n\n"
        + "This sheet tells patients and students how "
        + disease.variants().get(0)
        + " shows itself and what can be done about it. It concerns the "
        + disease.organ().english()
        + ".\n\n"
        + "Doctors think of it when they find "
        + symptoms.get(0)
        + " together with "
        + symptoms.get(1)
        + ". Many patients also report "
        + symptoms.get(2)
        + ", and some have "
        + symptoms.get(3)
        + " or "
        + symptoms.get(4)
        + ". A careful examination looks for "
        + symptoms.get(5)
        + " as well, because this sign is rarely seen in other diseases.\n\n"
        + "The usual treatment is "
        + disease.treatment().english()
        + ". Patients should come back after two weeks, and earlier if the complaints get worse.";
  }

  static String chineseText(Disease disease) {
    String symptoms =
        disease.symptoms().stream().map(Term::chinese).collect(Collectors.joining("、"));
    return "关于"
        + disease.chineseNames().get(0)
        + "的说明。\n\n"
        + "本文介绍"
        + disease.chineseNames().get(0)
        + "的常见表现和处理方法,供患者和医学生参考。该病主要与"
        + disease.organ().chinese()
        + "有关。\n\n常见表现包括:"
        + symptoms
        + "。如果同时出现两种以上的表现,应尽快到医院检查。\n\n通常的治疗是"
        + disease.treatment().chinese()
        + ",两周后应当复查。";
  }

  static String markdown(Disease disease) {
    String items =
        disease.symptoms().stream()
            .map(term -> "- " + term.english())
            .collect(Collectors.joining("\n"));
    return "# "
        + disease.name()
        + "\n\nAlso called *"
        + String.join("*, *", disease.variants())
        + "*. What to look for, in the order in which patients usually report it:\n\n"
        + items
        + "\n\n## Treatment\n\nThe first choice is **"
        + disease.treatment().english()
        + "**; see the [guideline](https://example.org/guideline) of the clinic for doses.\n";
  }

  static String html(Disease disease) {
    StringBuilder paragraphs = new StringBuilder();
    for (String paragraph : text(disease).split("\n\n")) {
      paragraphs.append("      <p>").append(paragraph).append("</p>\n");
    }
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>%1$s - Clinic</title>
        <script>var tracker = "not for reading";</script><style>nav { color: red }</style></head>
        <body>
          <nav><ul><li><a href="/">Home</a></li><li><a href="/wards">Wards</a></li><li><a href="/login">Log in</a></li></ul></nav>
          <div class="cookie-banner">We use cookies. <button>Accept all cookies</button></div>
          <main><article>
              <h1>%1$s</h1>
        %2$s  </article></main>
          <footer>&copy; Clinic &middot; <a href="/imprint">Imprint</a> &middot; <a href="/privacy">Privacy</a></footer>
        </body>
        </html>
        """
        .formatted(disease.name(), paragraphs);
  }

  static String jats(Disease disease) {
    String[] paragraphs = text(disease).split("\n\n");
    return """
        <!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Publishing DTD v1.0 20120330//EN" "JATS-journalpublishing1.dtd">
        <article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="research-article" xml:lang="en">
          <front><article-meta>
            <article-id pub-id-type="doi">10.5555/seekforge.quickstart.1</article-id>
            <title-group><article-title>How <italic>%1$s</italic> shows itself</article-title></title-group>
            <permissions><license license-type="open-access"><license-p>CC0 1.0</license-p></license></permissions>
            <abstract><p>%2$s</p></abstract>
          </article-meta></front>
          <body>
            <sec><title>Signs</title><p>%3$s</p></sec>
            <sec><title>Treatment</title><p>%4$s</p></sec>
          </body>
          <back><ref-list><ref id="r1"><mixed-citation>An older book on %1$s, 1950.</mixed-citation></ref></ref-list></back>
        </article>
        """
        .formatted(disease.name(), paragraphs[1], paragraphs[2], paragraphs[3]);
  }

  /**
   * The same article with a few words changed: a near-duplicate, well above a Jaccard similarity of
   * 0.8.
   */
  static String nearCopy(String article) {
    return article.replace("two weeks", "three weeks").replace("get worse.", "become worse.");
  }
}
