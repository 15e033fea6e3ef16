package io.seekforge.corpus;

import io.seekforge.api.Document;
import io.seekforge.api.LedgerEntry;
import io.seekforge.api.LedgerEntry.Action;
import io.seekforge.api.Message;
import io.seekforge.api.StageName;
import io.seekforge.api.Verdict;
import io.seekforge.text.translate.BackTranslator;
import io.seekforge.text.translate.RoundTrip;
import io.seekforge.text.translate.Translation;
import io.seekforge.text.translate.TranslationFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * The back-translated variants of one document, one a pivot, and ledger entries for the rejected
 * ones. Of a conversation only the user's turns change, so that the answers stay what they were.
 * Safe for use by several threads.
 */
final class DocumentVariants {
  /** What {@code augmented_by} in the metadata of a variant starts with; the pivot follows. */
  static final String MAKER = "backtranslation:";

  private final BackTranslator translator;
  private final RoundTrip judge;
  private final List<String> pivots;

  DocumentVariants(BackTranslator translator, RoundTrip judge, List<String> pivots) {
    this.translator = translator;
    this.judge = judge;
    this.pivots = pivots;
  }

  /** Tokens that a document's translations cost. */
  private static final class Tokens {
    private long prompt;
    private long completion;

    String take(Translation translation) {
      prompt += translation.promptTokens();
      completion += translation.completionTokens();
      return translation.text();
    }
  }

  /** A row of {@link BackTranslationTask}'s schema. */
  Row of(Document document) {
    List<Row> variants = new ArrayList<>();
    List<Row> entries = new ArrayList<>();
    Tokens tokens = new Tokens();
    for (String pivot : pivots) {
      Verdict verdict;
      try {
        verdict = tryPivot(document, pivot, tokens, variants);
      } catch (TranslationFailure e) {
        verdict = Verdict.drop("backtranslation_" + e.reason(), e.getMessage(), "");
      }
      if (!verdict.keep()) {
        entries.add(LedgerTable.row(rejected(document, verdict, pivot)));
      }
    }
    return RowFactory.create(
        variants.toArray(Row[]::new),
        entries.toArray(Row[]::new),
        tokens.prompt,
        tokens.completion);
  }

  private Verdict tryPivot(Document document, String pivot, Tokens tokens, List<Row> variants)
      throws TranslationFailure {
    if (document.lang().isEmpty()) {
      return Verdict.drop("backtranslation_language_unknown", "", "");
    }
    if (language(document.lang()).equals(language(pivot))) {
      return Verdict.drop("backtranslation_same_language", document.lang(), pivot);
    }
    Document variant = variant(document, pivot, tokens);
    Verdict verdict = judge.judge(changed(document), changed(variant), document.lang());
    if (verdict.keep()) {
      variants.add(DocumentTable.row(variant));
    }
    return verdict;
  }

  private Document variant(Document document, String pivot, Tokens tokens)
      throws TranslationFailure {
    String lang = document.lang();
    if (document.messages().isEmpty()) {
      Translation back = translator.thereAndBack(document.text(), lang, pivot);
      return document.variant(tokens.take(back), List.of(), MAKER + pivot);
    }
    List<Message> turns = new ArrayList<>();
    for (Message turn : document.messages()) {
      if (turn.role().equals("user")) {
        Translation back = translator.thereAndBack(turn.content(), lang, pivot);
        turns.add(new Message("user", tokens.take(back)));
      } else {
        turns.add(turn);
      }
    }
    return document.variant("", turns, MAKER + pivot);
  }

  /** What the translation changes: the text, or a conversation's user turns. */
  private static String changed(Document document) {
    if (document.messages().isEmpty()) {
      return document.text();
    }
    return String.join(
        "\n",
        document.messages().stream()
            .filter(turn -> turn.role().equals("user"))
            .map(Message::content)
            .toList());
  }

  private static String language(String tag) {
    return Locale.forLanguageTag(tag).getLanguage();
  }

  private static LedgerEntry rejected(Document document, Verdict verdict, String pivot) {
    return new LedgerEntry(
        document.id(),
        StageName.AUGMENT.word(),
        Action.KEEP,
        verdict.rule(),
        verdict.value(),
        verdict.threshold(),
        "",
        "pivot=" + pivot);
  }
}
