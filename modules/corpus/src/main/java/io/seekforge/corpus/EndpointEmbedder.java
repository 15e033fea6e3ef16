package io.seekforge.corpus;

import static org.apache.spark.sql.functions.col;

import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.SemanticSection;
import io.seekforge.corpus.semantic.Embedder;
import io.seekforge.corpus.semantic.Vectors;
import io.seekforge.text.embed.Embedded;
import io.seekforge.text.embed.EmbeddingEndpoint;
import io.seekforge.text.embed.VectorMean;
import io.seekforge.text.translate.EndpointSettings;
import io.seekforge.text.translate.Passages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;

/** Vectors from an endpoint, through a cache that all versions of the stage share. */
final class EndpointEmbedder implements Embedder {
  private static final String SECTION = "dedup.semantic";

  private final SemanticSection section;
  private final StageFolder output;

  EndpointEmbedder(SemanticSection section, StageFolder output) {
    this.section = section;
    this.output = output;
  }

  @Override
  public Dataset<Row> vectors(Dataset<Row> texts) {
    SparkContext spark = texts.sparkSession().sparkContext();
    int tasks = spark.defaultParallelism();
    Configuration hadoop = spark.hadoopConfiguration();
    Dataset<Row> dealt = texts.select("id", "text");
    if (section.costs().budget() > 0) {
      dealt = dealt.repartition(tasks, col("id"));
    }
    return dealt.mapPartitions(
        new Task(
            section,
            ApiKey.read(SECTION, section.endpoint(), section.apiKeyEnv()),
            SharedCache.folder(output, "embeddings"),
            tasks,
            JavaSparkContext.fromSparkContext(spark)
                .broadcast(new SerializableConfiguration(hadoop))),
        Vectors.ENCODER);
  }

  /** A text and its passages. */
  private record Cut(String id, List<String> passages) {}

  private static final class Task implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    private final SemanticSection section;
    private final String apiKey;
    private final String cacheFolder;
    private final int tasks;
    private final Broadcast<SerializableConfiguration> hadoop;

    Task(
        SemanticSection section,
        String apiKey,
        String cacheFolder,
        int tasks,
        Broadcast<SerializableConfiguration> hadoop) {
      this.section = section;
      this.apiKey = apiKey;
      this.cacheFolder = cacheFolder;
      this.tasks = tasks;
      this.hadoop = hadoop;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> texts) throws IOException {
      EmbeddingEndpoint endpoint =
          new EmbeddingEndpoint(
              new EndpointSettings(
                  "Cannot embed",
                  SECTION,
                  section.endpoint(),
                  section.concurrency(),
                  section.retries(),
                  section.timeoutSeconds()),
              section.model(),
              section.batch(),
              apiKey,
              SharedCache.open(cacheFolder, hadoop.value().value()));
      Spending spending = new Spending(SECTION, section.costs(), tasks);
      InOrder<List<Cut>, List<Row>> batches =
          new InOrder<>(
              TaskContext.get(),
              new Batches(texts),
              batch -> rows(batch, endpoint, spending),
              section.concurrency());
      batches.endWithTask(endpoint::close, section.timeoutSeconds());
      return new Flat(batches);
    }

    private static List<Row> rows(List<Cut> batch, EmbeddingEndpoint endpoint, Spending spending) {
      spending.requireRest();
      List<String> passages = new ArrayList<>();
      batch.forEach(cut -> passages.addAll(cut.passages()));
      Iterator<Embedded> answers = endpoint.embed(passages).iterator();
      List<Row> rows = new ArrayList<>(batch.size());
      for (Cut cut : batch) {
        Embedded whole = mean(cut, answers);
        spending.add(whole.tokens(), 0);
        rows.add(Vectors.row(cut.id(), whole));
      }
      return rows;
    }

    /** A text has a vector if all of its passages have one. */
    private static Embedded mean(Cut cut, Iterator<Embedded> answers) {
      VectorMean mean = new VectorMean();
      Embedded failure = null;
      long tokens = 0;
      for (String passage : cut.passages()) {
        Embedded answer = answers.next();
        tokens += answer.tokens();
        if (answer.vector() == null) {
          failure = answer;
        } else {
          mean.add(answer.vector(), passage.length());
        }
      }
      float[] vector = failure == null ? mean.unit() : null;
      if (vector != null) {
        return Embedded.of(vector, tokens);
      }
      return failure == null
          ? new Embedded(null, tokens, "no_text", "the text is empty")
          : new Embedded(null, tokens, failure.reason(), failure.message());
    }

    /** Texts whose passages together fill a request. */
    private final class Batches implements Iterator<List<Cut>> {
      private final Iterator<Row> texts;

      Batches(Iterator<Row> texts) {
        this.texts = texts;
      }

      @Override
      public boolean hasNext() {
        return texts.hasNext();
      }

      @Override
      public List<Cut> next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        List<Cut> batch = new ArrayList<>();
        int size = 0;
        while (size < section.batch() && batch.size() < section.batch() && texts.hasNext()) {
          Row text = texts.next();
          List<String> passages =
              Passages.of(text.getString(1), section.passageChars()).stream()
                  .map(String::strip)
                  .filter(passage -> !passage.isEmpty())
                  .toList();
          batch.add(new Cut(text.getString(0), passages));
          size += passages.size();
        }
        return batch;
      }
    }
  }

  private static final class Flat implements Iterator<Row> {
    private final Iterator<List<Row>> batches;
    private Iterator<Row> rows = List.<Row>of().iterator();

    Flat(Iterator<List<Row>> batches) {
      this.batches = batches;
    }

    @Override
    public boolean hasNext() {
      while (!rows.hasNext() && batches.hasNext()) {
        rows = batches.next().iterator();
      }
      return rows.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return rows.next();
    }
  }
}
