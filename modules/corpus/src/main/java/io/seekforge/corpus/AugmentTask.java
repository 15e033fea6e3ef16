package io.seekforge.corpus;

import io.seekforge.api.Document;
import io.seekforge.api.recipe.AugmentSection;
import io.seekforge.text.questions.QuestionAnswers;
import io.seekforge.text.questions.QuestionPrompt;
import io.seekforge.text.terms.Glossary;
import io.seekforge.text.terms.Term;
import io.seekforge.text.translate.ApertiumTranslator;
import io.seekforge.text.translate.BackTranslator;
import io.seekforge.text.translate.CachedChat;
import io.seekforge.text.translate.CachedTranslator;
import io.seekforge.text.translate.OpenAiTranslator;
import io.seekforge.text.translate.RoundTrip;
import io.seekforge.text.translate.TranslationCache;
import io.seekforge.text.translate.Translator;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/** Makes the variants of a partition's documents, a few documents in flight at a time. */
final class AugmentTask implements MapPartitionsFunction<Row, Row> {
  static final String VARIANTS = "variants";
  static final String ENTRIES = "entries";
  static final String PROMPT_TOKENS = "prompt_tokens";
  static final String COMPLETION_TOKENS = "completion_tokens";

  private static final StructType SCHEMA =
      new StructType()
          .add(VARIANTS, DataTypes.createArrayType(DocumentTable.SCHEMA))
          .add(ENTRIES, DataTypes.createArrayType(LedgerTable.SCHEMA))
          .add(PROMPT_TOKENS, DataTypes.LongType)
          .add(COMPLETION_TOKENS, DataTypes.LongType);

  static final Encoder<Row> ENCODER = Encoders.row(SCHEMA);

  private static final long serialVersionUID = 1L;

  private final AugmentSection settings;
  private final long seed;
  private final Inputs inputs;
  private final String apiKey;
  private final int tasks;
  private final Broadcast<SerializableConfiguration> hadoop;

  /**
   * What the stage reads beside documents.
   *
   * @param terms terms of the glossaries, which must survive
   * @param prompt of questions, null if none are asked
   * @param distractors sentences of training documents, by language
   * @param cacheFolder where answers are kept
   */
  record Inputs(
      ArrayList<Term> terms,
      QuestionPrompt prompt,
      TreeMap<String, List<String>> distractors,
      String cacheFolder)
      implements Serializable {}

  /**
   * @param apiKey the endpoint's key as the driver's environment holds it, or ""
   * @param tasks how many there are
   */
  AugmentTask(
      AugmentSection settings,
      long seed,
      Inputs inputs,
      String apiKey,
      int tasks,
      Broadcast<SerializableConfiguration> hadoop) {
    this.settings = settings;
    this.seed = seed;
    this.inputs = inputs;
    this.apiKey = apiKey;
    this.tasks = tasks;
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) throws IOException {
    TranslationCache cache = SharedCache.open(inputs.cacheFolder(), hadoop.value().value());
    Spending spending = new Spending("augment", settings.costs(), tasks);
    Map<AugmentDraw, VariantMaker> makers = new TreeMap<>();
    List<Runnable> stops = new ArrayList<>();
    if (settings.translates()) {
      Translator translator = translator(cache);
      stops.add(translator::close);
      makers.put(AugmentDraw.BACKTRANSLATION, backTranslations(spending.metered(translator)));
    }
    AugmentSection.AdversarialSection adversarial = settings.adversarial();
    makers.put(
        AugmentDraw.ADVERSARIAL,
        new AdversarialVariants(
            adversarial.kinds(), adversarial.rate(), seed, inputs.distractors()));
    if (settings.asksQuestions()) {
      CachedChat chat = new CachedChat(settings, apiKey, cache);
      stops.add(chat::close);
      makers.put(AugmentDraw.QUESTIONS, questions(chat, spending));
    }
    InOrder<Row, Row> results =
        new InOrder<>(TaskContext.get(), rows, row -> outcome(makers, row), settings.concurrency());
    results.endWithTask(() -> stops.forEach(Runnable::run), settings.timeoutSeconds());
    return results;
  }

  private Row outcome(Map<AugmentDraw, VariantMaker> makers, Row row) {
    Document document = DocumentTable.document(row);
    VariantSheet sheet = new VariantSheet();
    makers.forEach(
        (draw, maker) -> {
          if (draw.chooses(document.id(), settings)) {
            maker.make(document, sheet);
          }
        });
    return sheet.row();
  }

  private VariantMaker backTranslations(Translator translator) {
    RoundTrip judge =
        new RoundTrip(
            settings.minSimilarity(), settings.maxSimilarity(), new Glossary(inputs.terms()));
    return new BackTranslations(new BackTranslator(translator), judge, settings.pivots());
  }

  private VariantMaker questions(CachedChat chat, Spending spending) {
    return new QuestionVariants(
        prompt -> spending.metered(() -> chat.answer(prompt)),
        inputs.prompt(),
        new QuestionAnswers(settings.questions().minGrounding()),
        settings.questions().perDocument());
  }

  private Translator translator(TranslationCache cache) {
    if (settings.translator().equals("apertium")) {
      ApertiumTranslator engine =
          new ApertiumTranslator(
              java.nio.file.Path.of(settings.apertiumData()), settings.timeoutSeconds());
      return new CachedTranslator(engine, cache);
    }
    return new OpenAiTranslator(settings, apiKey, cache);
  }
}
