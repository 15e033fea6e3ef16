package io.seekforge.corpus;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.SemanticSection;
import io.seekforge.corpus.near.Scratch;
import io.seekforge.corpus.semantic.Centring;
import io.seekforge.corpus.semantic.Embedder;
import io.seekforge.corpus.semantic.Leaders;
import io.seekforge.corpus.semantic.Vectors;
import io.seekforge.text.words.Hash64;
import io.seekforge.text.words.Numbers;
import java.util.SortedMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/**
 * Of the documents that the near-duplicates left, those that say the same as a better one in other
 * words.
 */
final class SemanticDuplicates {
  /** Cosine to the document kept instead. */
  static final String COSINE = "cosine";

  private static final UserDefinedFunction NUMBERS =
      udf(
          (UDF1<String, Long>) text -> Hash64.of(String.join(" ", Numbers.of(text))),
          DataTypes.LongType);

  private final SemanticSection section;
  private final long seed;
  private final Embedder embedder;
  private final Scratch scratch;
  private Dataset<Row> vectors;

  SemanticDuplicates(SemanticSection section, long seed, Embedder embedder, Scratch scratch) {
    this.section = section;
    this.seed = seed;
    this.embedder = embedder;
    this.scratch = scratch;
  }

  /**
   * Documents that go: {@code id}, its {@code leader}, whether that is one of {@code known} ({@code
   * against}), their {@code cosine}.
   *
   * @param documents columns {@code id}, {@code text}, {@code trust}, {@code rank}
   * @param known documents that are there already, columns {@code id} and {@code text}; or null
   * @param figures takes the numbers of the search
   */
  Dataset<Row> drops(
      Dataset<Row> documents, Dataset<Row> known, SortedMap<String, Double> figures) {
    Dataset<Row> all = candidates(documents, 1);
    if (known != null) {
      Dataset<Row> once =
          known
              .groupBy("id")
              .agg(min("text").as("text"))
              .withColumn("trust", lit(0))
              .withColumn("rank", lit(0L));
      all = all.unionByName(candidates(once, 0));
    }
    all = scratch.keep(all);
    // A known document may stand in this corpus too: its text is embedded once.
    Dataset<Row> texts = all.groupBy("id").agg(min("text").as("text"));
    vectors = scratch.keep(embedder.vectors(texts));
    Row found =
        vectors
            .agg(
                min(length(col(Vectors.VECTOR))),
                max(length(col(Vectors.VECTOR))),
                coalesce(sum(Vectors.TOKENS), lit(0L)),
                count(col(Vectors.VECTOR)))
            .first();
    int dimensions = found.getLong(3) == 0 ? 1 : dimensions(found);
    if (embedder.centred()) {
      vectors = scratch.keep(Centring.of(vectors, found.getLong(3), dimensions));
    }
    Dataset<Row> compared =
        scratch.keep(
            all.drop("text")
                .join(vectors.where(col(Vectors.VECTOR).isNotNull()), "id")
                .select("fresh", "trust", "rank", "id", "numbers", Vectors.VECTOR));
    long count = compared.count();
    figures.put("embedded_documents", (double) count);
    if (section.embedder().equals("openai")) {
      long tokens = found.getLong(2);
      figures.put("prompt_tokens", (double) tokens);
      if (section.costs().promptPerMillion() > 0) {
        figures.put("cost", section.costs().of(tokens, 0));
      }
    }
    return scratch.keep(
        new Leaders(section.threshold(), section.clusters(), seed)
            .drops(compared, count, dimensions, scratch, figures));
  }

  private static int dimensions(Row found) {
    int least = found.getInt(0) / Float.BYTES;
    int most = found.getInt(1) / Float.BYTES;
    if (least != most) {
      throw new SeekforgeException(
          ("Cannot compare vectors of %d and of %d numbers: another model answers under the same name;"
                  + " name it otherwise (dedup.semantic.model), or delete cache/embeddings of the workspace")
              .formatted(least, most));
    }
    return least;
  }

  private Dataset<Row> candidates(Dataset<Row> documents, int fresh) {
    Column numbers = section.sameNumbers() ? NUMBERS.apply(col("text")) : lit(0L);
    return documents.select(
        col("id"),
        col("text"),
        col("trust"),
        col("rank"),
        lit(fresh).as("fresh"),
        numbers.as("numbers"));
  }

  /** A row for each document that has no vector, which stays. */
  Dataset<Row> ledger(Dataset<Row> documents) {
    return vectors
        .where(col(Vectors.VECTOR).isNull())
        .join(documents.select("id"), "id")
        .select(
            col("id").as(LedgerTable.DOCUMENT_ID),
            lit(StageName.DEDUP.word()).as(LedgerTable.STAGE),
            lit("keep").as(LedgerTable.ACTION),
            concat(lit("semantic_"), col(Vectors.REASON)).as(LedgerTable.RULE),
            col(Vectors.MESSAGE).as(LedgerTable.VALUE),
            lit("").as(LedgerTable.THRESHOLD),
            lit("").as(LedgerTable.DUPLICATE_OF),
            lit("").as(LedgerTable.DETAIL));
  }
}
