package io.seekforge.corpus;

import io.seekforge.api.Document;
import io.seekforge.api.recipe.AugmentSection;
import io.seekforge.text.terms.Glossary;
import io.seekforge.text.terms.Term;
import io.seekforge.text.translate.BackTranslator;
import io.seekforge.text.translate.FolderCache;
import io.seekforge.text.translate.OpenAiTranslator;
import io.seekforge.text.translate.RoundTrip;
import io.seekforge.text.translate.TranslationCache;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/** Makes the variants of a partition's documents, a few documents in flight at a time. */
final class BackTranslationTask implements MapPartitionsFunction<Row, Row> {
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
  private final ArrayList<Term> terms;
  private final String cacheFolder;
  private final String apiKey;
  private final Broadcast<SerializableConfiguration> hadoop;

  /**
   * @param terms terms of the glossaries, which must survive
   * @param apiKey the endpoint's key as the driver's environment holds it, or ""
   */
  BackTranslationTask(
      AugmentSection settings,
      List<Term> terms,
      String cacheFolder,
      String apiKey,
      Broadcast<SerializableConfiguration> hadoop) {
    this.settings = settings;
    this.terms = new ArrayList<>(terms);
    this.cacheFolder = cacheFolder;
    this.apiKey = apiKey;
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) throws IOException {
    BackTranslator translator =
        new BackTranslator(new OpenAiTranslator(settings, apiKey, cache(hadoop.value().value())));
    RoundTrip judge =
        new RoundTrip(settings.minSimilarity(), settings.maxSimilarity(), new Glossary(terms));
    DocumentVariants variants = new DocumentVariants(translator, judge, settings.pivots());
    InOrder<Row> results =
        new InOrder<>(rows, row -> outcome(variants, row), settings.concurrency());
    TaskCompletionListener stop = context -> results.close();
    TaskContext.get().addTaskCompletionListener(stop);
    return results;
  }

  private static Row outcome(DocumentVariants variants, Row row) {
    Document document = DocumentTable.document(row);
    return variants.of(document);
  }

  private TranslationCache cache(Configuration configuration) throws IOException {
    Path folder = new Path(cacheFolder);
    FileSystem files = folder.getFileSystem(configuration);
    return files.getScheme().equals("file")
        ? new FolderCache(java.nio.file.Path.of(folder.toUri().getPath()))
        : new SharedCache(cacheFolder, configuration);
  }
}
