package io.seekforge.corpus;

import io.seekforge.api.Document;
import io.seekforge.api.Verdict;
import io.seekforge.text.translate.BackTranslator;
import io.seekforge.text.translate.RoundTrip;
import io.seekforge.text.translate.TranslationFailure;
import java.util.List;
import java.util.Locale;

/**
 * The back-translated variants of a document, one a pivot. Of a conversation only the user's turns
 * change, so that the answers stay what they were. Safe for use by several threads.
 */
final class BackTranslations implements VariantMaker {
  /** What {@code augmented_by} in the metadata of a variant starts with; the pivot follows. */
  static final String MAKER = "backtranslation:";

  private final BackTranslator translator;
  private final RoundTrip judge;
  private final List<String> pivots;

  BackTranslations(BackTranslator translator, RoundTrip judge, List<String> pivots) {
    this.translator = translator;
    this.judge = judge;
    this.pivots = pivots;
  }

  @Override
  public void make(Document document, VariantSheet sheet) {
    for (String pivot : pivots) {
      Verdict verdict;
      try {
        verdict = tryPivot(document, pivot, sheet);
      } catch (TranslationFailure e) {
        verdict = Verdict.drop("backtranslation_" + e.reason(), e.getMessage(), "");
      }
      if (!verdict.keep()) {
        sheet.reject(document, verdict, "pivot=" + pivot);
      }
    }
  }

  private Verdict tryPivot(Document document, String pivot, VariantSheet sheet)
      throws TranslationFailure {
    if (document.lang().isEmpty()) {
      return Verdict.drop("backtranslation_language_unknown", "", "");
    }
    if (language(document.lang()).equals(language(pivot))) {
      return Verdict.drop("backtranslation_same_language", document.lang(), pivot);
    }
    Document variant =
        VariantSheet.changed(
            document, text -> thereAndBack(text, document, pivot, sheet), MAKER + pivot);
    Verdict verdict =
        judge.judge(
            VariantSheet.changeable(document), VariantSheet.changeable(variant), document.lang());
    if (verdict.keep()) {
      sheet.keep(variant);
    }
    return verdict;
  }

  private String thereAndBack(String text, Document document, String pivot, VariantSheet sheet)
      throws TranslationFailure {
    return sheet.take(translator.thereAndBack(text, document.lang(), pivot));
  }

  private static String language(String tag) {
    return Locale.forLanguageTag(tag).getLanguage();
  }
}
