package io.seekforge.corpus;

import io.seekforge.api.Document;
import io.seekforge.api.Verdict;
import io.seekforge.text.adversarial.AdversarialEdits;
import java.util.List;
import java.util.Map;

/** The faulty variants of a document, one a kind; answers stay as they are. */
final class AdversarialVariants implements VariantMaker {
  static final String MAKER = "adversarial:";

  private final List<String> kinds;
  private final double rate;
  private final long seed;
  private final Map<String, List<String>> distractors;

  /**
   * @param distractors sentences of training documents, by language
   */
  AdversarialVariants(
      List<String> kinds, double rate, long seed, Map<String, List<String>> distractors) {
    this.kinds = kinds;
    this.rate = rate;
    this.seed = seed;
    this.distractors = distractors;
  }

  @Override
  public void make(Document document, VariantSheet sheet) {
    AdversarialEdits edits =
        new AdversarialEdits(rate, seed, distractors.getOrDefault(document.lang(), List.of()));
    for (String kind : kinds) {
      Document variant =
          VariantSheet.changed(
              document,
              text -> edits.change(kind, text, document.id(), document.lang()),
              MAKER + kind);
      if (variant.text().equals(document.text())) {
        sheet.reject(document, Verdict.drop("adversarial_unchanged", "", ""), "kind=" + kind);
      } else {
        sheet.keep(variant);
      }
    }
  }
}
