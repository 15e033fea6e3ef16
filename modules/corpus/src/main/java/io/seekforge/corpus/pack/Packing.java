package io.seekforge.corpus.pack;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.corpus.HashRange;
import io.seekforge.corpus.LedgerTable;
import io.seekforge.corpus.ShardTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * The steps of the pack stage: tokenize, pack in buckets of bounded size, deal to shards, count.
 */
public final class Packing {
  /** Pieces packed together: enough for a fill above 99 %. */
  private static final long PIECES_PER_BUCKET = 16_384;

  /** Tokens packed together: few enough for one task's memory (8 bytes each, and rows of them). */
  private static final long TOKENS_PER_BUCKET = 8_000_000;

  private static final List<String> SPLITS = List.of("train", "valid", "test");

  private final SparkSession spark;
  private final Recipe recipe;
  private final StageFolder output;

  public Packing(SparkSession spark, Recipe recipe, StageFolder output) {
    this.spark = spark;
    this.recipe = recipe;
    this.output = output;
  }

  /** Packs the documents of all splits and writes shards, cases and ledger. */
  public StageCounts run(Dataset<Row> documents) {
    // Executors have a working folder of their own.
    String tokenizer = Path.of(recipe.model().tokenizerPath()).toAbsolutePath().toString();
    Dataset<Row> outcomes =
        documents
            .mapPartitions(new TokenizeTask(tokenizer, recipe.pack()), TokenizeTask.ENCODER)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      SortedMap<String, Double> figures = new TreeMap<>();
      Mixture mixture = mixture(outcomes, figures);
      for (String split : SPLITS) {
        packSplit(mixture.applied(pieces(outcomes, split), split), split, output, figures);
      }
      for (String domain : recipe.pack().domainNames()) {
        packDomain(outcomes, domain);
      }
      ShardTable.writeCases(column(outcomes, TokenizeTask.CASES), output.cases());
      Dataset<Row> leftOut = mixture.leftOut(pieces(outcomes, "train"));
      LedgerTable.write(column(outcomes, TokenizeTask.ENTRIES).union(leftOut), output.ledger());
      long total = outcomes.count();
      long kept = outcomes.where(size(col(TokenizeTask.PIECES)).gt(0)).count() - leftOut.count();
      SortedMap<String, Long> reasons = LedgerTable.reasons(spark, output.ledger());
      return new StageCounts(total, kept, total - kept, reasons, figures);
    } finally {
      outcomes.unpersist(false);
    }
  }

  /** The sequences of one domain alone, in a folder laid out like the stage's own. */
  private void packDomain(Dataset<Row> outcomes, String domain) {
    Object[] sources =
        recipe.pack().domains().entrySet().stream()
            .filter(source -> source.getValue().equals(domain))
            .map(Map.Entry::getKey)
            .toArray();
    StageFolder folder = new StageFolder(output.child("domains/" + domain));
    for (String split : SPLITS) {
      Dataset<Row> own = pieces(outcomes, split).where(col(TokenRow.SOURCE).isin(sources));
      packSplit(own, split, folder, new TreeMap<>());
    }
  }

  /** How often each source is read; the recipe's default is once. */
  private Mixture mixture(Dataset<Row> outcomes, SortedMap<String, Double> figures) {
    if (!recipe.pack().mix().enabled()) {
      return new Mixture(new TreeMap<>(), recipe.seed());
    }
    TreeMap<String, Long> tokens = new TreeMap<>();
    for (Row row :
        pieces(outcomes, "train")
            .groupBy(TokenRow.SOURCE)
            .agg(sum(size(col(TokenRow.IDS))))
            .collectAsList()) {
      tokens.put(row.getString(0), row.getLong(1));
    }
    TreeMap<String, Double> epochs = Mixture.epochs(tokens, recipe.pack().mix());
    tokens.forEach((source, count) -> figures.put("mix_tokens_in_" + source, (double) count));
    epochs.forEach((source, times) -> figures.put("mix_epochs_" + source, times));
    Mixture mixture = new Mixture(epochs, recipe.seed());
    mixture
        .applied(pieces(outcomes, "train"), "train")
        .groupBy(TokenRow.SOURCE)
        .agg(sum(size(col(TokenRow.IDS))), countDistinct(col(TokenRow.DOCUMENT_ID)))
        .collectAsList()
        .forEach(
            row -> {
              figures.put("mix_tokens_" + row.getString(0), (double) row.getLong(1));
              figures.put("mix_documents_" + row.getString(0), (double) row.getLong(2));
            });
    return mixture;
  }

  private static Dataset<Row> pieces(Dataset<Row> outcomes, String split) {
    return column(outcomes, TokenizeTask.PIECES).where(col(TokenRow.SPLIT).equalTo(split));
  }

  private void packSplit(
      Dataset<Row> pieces, String split, StageFolder folder, SortedMap<String, Double> figures) {
    int shards = split.equals("train") ? recipe.pack().replicas() : 1;
    long buckets = buckets(pieces);
    Column bucket = HashRange.part(col(TokenRow.DOCUMENT_ID), buckets);
    Dataset<Row> dealt =
        pieces
            .withColumn(PackTask.BUCKET, bucket)
            .repartition(col(PackTask.BUCKET))
            .sortWithinPartitions(
                col(PackTask.BUCKET), col(TokenRow.DOCUMENT_ID), col(TokenRow.PIECE))
            .mapPartitions(
                new PackTask(recipe.pack().sequenceLength(), shards, recipe.seed()),
                ShardTable.DEALT_ENCODER);
    Dataset<Row> kept = dealt.persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long sequences = kept.count();
      if (split.equals("train") && sequences < shards) {
        throw new SeekforgeException(
            "Cannot deal "
                + sequences
                + " training sequences to "
                + shards
                + " replicas: lower pack.replicas or pack.sequence-length, or collect more documents");
      }
      ShardTable.writeShards(kept, folder.shards(split), shards);
      addFigures(kept, split, sequences, figures);
    } finally {
      kept.unpersist(false);
    }
  }

  /** Number of buckets: from the pieces alone, so that it is the same on every cluster. */
  private static long buckets(Dataset<Row> pieces) {
    Row sizes = pieces.agg(count(lit(1)), coalesce(sum(size(col(TokenRow.IDS))), lit(0L))).first();
    long byPieces = (sizes.getLong(0) + PIECES_PER_BUCKET - 1) / PIECES_PER_BUCKET;
    long byTokens = (sizes.getLong(1) + TOKENS_PER_BUCKET - 1) / TOKENS_PER_BUCKET;
    return Math.max(1, Math.max(byPieces, byTokens));
  }

  private void addFigures(
      Dataset<Row> dealt, String split, long sequences, SortedMap<String, Double> figures) {
    Row sums =
        dealt
            .agg(
                coalesce(sum(size(col(ShardTable.INPUT_IDS))), lit(0L)),
                coalesce(sum(size(expr("filter(labels, label -> label != -100)"))), lit(0L)))
            .first();
    double room = (double) sequences * recipe.pack().sequenceLength();
    figures.put("sequences_" + split, (double) sequences);
    figures.put("tokens_" + split, (double) sums.getLong(0));
    figures.put("label_tokens_" + split, (double) sums.getLong(1));
    figures.put("fill_" + split, sequences == 0 ? 0 : sums.getLong(0) / room);
  }

  private static Dataset<Row> column(Dataset<Row> outcomes, String name) {
    return outcomes.select(explode(col(name)).as("item")).select("item.*");
  }
}
