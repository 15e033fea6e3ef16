package io.seekforge.corpus;

import io.seekforge.api.Document;
import io.seekforge.api.LedgerEntry;
import io.seekforge.api.Message;
import io.seekforge.api.StageName;
import io.seekforge.api.Verdict;
import io.seekforge.api.recipe.AugmentSection;
import io.seekforge.text.translate.OpenAiTranslator;
import io.seekforge.text.translate.RoundTrip;
import io.seekforge.text.translate.TranslationFailure;
import io.seekforge.text.translate.Translator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Makes variants of documents by translating there and back; of a conversation only the user's
 * turns change, so that the answers stay what they were. A few documents are in flight at a time.
 * Runs in tasks.
 */
final class BackTranslationTask implements MapPartitionsFunction<Row, Row> {
  static final String VARIANTS = "variants";
  static final String ENTRIES = "entries";

  private static final StructType SCHEMA =
      new StructType()
          .add(VARIANTS, DataTypes.createArrayType(DocumentTable.SCHEMA))
          .add(ENTRIES, DataTypes.createArrayType(LedgerTable.SCHEMA));

  static final Encoder<Row> ENCODER = Encoders.row(SCHEMA);

  private static final long serialVersionUID = 1L;

  private final AugmentSection settings;
  private final String cacheFolder;

  BackTranslationTask(AugmentSection settings, String cacheFolder) {
    this.settings = settings;
    this.cacheFolder = cacheFolder;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) throws InterruptedException, ExecutionException {
    String key = settings.apiKeyEnv().isEmpty() ? "" : System.getenv(settings.apiKeyEnv());
    Translator translator =
        new OpenAiTranslator(settings, key == null ? "" : key, Path.of(cacheFolder));
    List<Row> outcomes = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(settings.concurrency());
    try {
      while (rows.hasNext()) {
        List<Future<Row>> window = new ArrayList<>();
        for (int i = 0; i < settings.concurrency() && rows.hasNext(); i++) {
          Document document = DocumentTable.document(rows.next());
          window.add(threads.submit(() -> outcome(translator, document)));
        }
        for (Future<Row> one : window) {
          outcomes.add(one.get());
        }
      }
    } finally {
      threads.shutdownNow();
    }
    return outcomes.iterator();
  }

  private Row outcome(Translator translator, Document document) {
    List<Row> variants = new ArrayList<>();
    List<Row> entries = new ArrayList<>();
    for (String pivot : settings.pivots()) {
      try {
        Document variant = variant(translator, document, pivot);
        Verdict verdict =
            new RoundTrip(settings.minSimilarity(), settings.maxSimilarity())
                .judge(userText(document), userText(variant));
        if (verdict.keep()) {
          variants.add(DocumentTable.row(variant));
        } else {
          entries.add(
              rejected(document, verdict.rule(), verdict.value(), verdict.threshold(), pivot));
        }
      } catch (TranslationFailure e) {
        entries.add(rejected(document, "backtranslation_" + e.reason(), "", "", pivot));
      }
    }
    return RowFactory.create(variants.toArray(Row[]::new), entries.toArray(Row[]::new));
  }

  private static Document variant(Translator translator, Document document, String pivot)
      throws TranslationFailure {
    String lang = document.lang().isEmpty() ? "en" : document.lang();
    String maker = "backtranslation:" + pivot;
    if (document.messages().isEmpty()) {
      return document.variant(
          thereAndBack(translator, document.text(), lang, pivot), List.of(), maker);
    }
    List<Message> turns = new ArrayList<>();
    for (Message turn : document.messages()) {
      boolean user = turn.role().equals("user");
      turns.add(
          user ? new Message("user", thereAndBack(translator, turn.content(), lang, pivot)) : turn);
    }
    return document.variant("", turns, maker);
  }

  private static String thereAndBack(Translator translator, String text, String lang, String pivot)
      throws TranslationFailure {
    return translator.translate(translator.translate(text, lang, pivot), pivot, lang);
  }

  /** What the translation changed: the text, or a conversation's user turns. */
  private static String userText(Document document) {
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

  private static Row rejected(
      Document document, String rule, String value, String threshold, String pivot) {
    return LedgerTable.row(
        new LedgerEntry(
            document.id(),
            StageName.AUGMENT.word(),
            LedgerEntry.Action.KEEP,
            rule,
            value,
            threshold,
            "",
            "pivot=" + pivot));
  }
}
