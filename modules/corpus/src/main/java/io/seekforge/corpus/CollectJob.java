package io.seekforge.corpus;

import static org.apache.spark.sql.functions.col;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.CollectSection;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.SourceSection;
import io.seekforge.text.fetch.Fetch;
import io.seekforge.text.parse.Parsed;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads all sources into documents; what cannot be read goes to quarantine. Files are dealt to
 * tasks, each file is read once by one task and streamed.
 */
public final class CollectJob implements CorpusJob {
  private static final String DOCUMENT = "document";
  private static final String REJECTED = "rejected";

  private static final StructType SCHEMA =
      new StructType()
          .add(DOCUMENT, DocumentTable.SCHEMA, true)
          .add(REJECTED, QuarantineTable.SCHEMA, true);

  @Override
  public StageName stage() {
    return StageName.COLLECT;
  }

  @Override
  public int version() {
    return 3;
  }

  /**
   * The paths of all sources, each of which must lead to a file. What the recipe fetches is brought
   * first: the files' content is part of the stage's fingerprint.
   */
  @Override
  public List<String> dictionaries(Recipe recipe) {
    recipe.collect().fetch().forEach(fetch -> Fetch.run(fetch, System::getenv));
    SourceFiles files = new SourceFiles(configuration());
    recipe.collect().sources().forEach(files::list);
    return recipe.collect().sources().stream().map(SourceSection::path).distinct().toList();
  }

  /** Before there is a session: Hadoop's own files, and what spark-submit was given for it. */
  private static Configuration configuration() {
    Configuration hadoop = new Configuration();
    String prefix = "spark.hadoop.";
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith(prefix)) {
        hadoop.set(name.substring(prefix.length()), System.getProperty(name));
      }
    }
    return hadoop;
  }

  @Override
  public StageCounts run(SparkSession spark, Recipe recipe, StageFolder input, StageFolder output) {
    CollectSection section = recipe.collect();
    SourceFiles listing = new SourceFiles(spark.sparkContext().hadoopConfiguration());
    List<InputFile> files =
        section.sources().stream().flatMap(source -> listing.list(source).stream()).toList();
    Dataset<Row> parsed = parse(spark, files, section).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      QuarantineTable.write(
          parsed.where(col(REJECTED).isNotNull()).select(REJECTED + ".*"), output.quarantine());
      SortedMap<String, Long> reasons = QuarantineTable.reasons(spark, output.quarantine());
      SortedMap<String, Long> documents =
          bySource(parsed.where(col(DOCUMENT).isNotNull()).select(DOCUMENT + ".source"));
      StageCounts counts = counts(files, documents, reasons);
      check(counts, section, output);
      DocumentTable.write(
          parsed.where(col(DOCUMENT).isNotNull()).select(DOCUMENT + ".*"), output.documents());
      LedgerTable.writeEmpty(spark, output.ledger());
      return counts;
    } finally {
      parsed.unpersist(false);
    }
  }

  private static Dataset<Row> parse(
      SparkSession spark, List<InputFile> files, CollectSection section) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> hadoop =
        context.broadcast(
            new SerializableConfiguration(spark.sparkContext().hadoopConfiguration()));
    List<List<InputFile>> groups = FileGroups.of(files, context.defaultParallelism());
    JavaRDD<Row> rows =
        context
            .parallelize(groups, groups.size())
            .flatMap(group -> rows(new FileRecords(group, hadoop.value().value(), section)));
    return spark.createDataFrame(rows, SCHEMA);
  }

  private static Iterator<Row> rows(Iterator<Parsed> records) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return records.hasNext();
      }

      @Override
      public Row next() {
        Parsed parsed = records.next();
        return parsed.document() == null
            ? RowFactory.create(null, QuarantineTable.row(parsed.rejected()))
            : RowFactory.create(DocumentTable.row(parsed.document()), null);
      }
    };
  }

  private static SortedMap<String, Long> bySource(Dataset<Row> sources) {
    SortedMap<String, Long> counts = new TreeMap<>();
    for (Row row : sources.groupBy(DocumentTable.SOURCE).count().collectAsList()) {
      counts.put(row.getString(0), row.getLong(1));
    }
    return counts;
  }

  private static StageCounts counts(
      List<InputFile> files, SortedMap<String, Long> documents, SortedMap<String, Long> reasons) {
    long kept = documents.values().stream().mapToLong(Long::longValue).sum();
    long bad = reasons.values().stream().mapToLong(Long::longValue).sum();
    SortedMap<String, Double> figures = new TreeMap<>();
    figures.put("files", (double) files.size());
    figures.put("bytes", (double) files.stream().mapToLong(InputFile::bytes).sum());
    figures.put("bad_share", kept + bad == 0 ? 0.0 : (double) bad / (kept + bad));
    for (InputFile file : files) {
      figures.putIfAbsent("documents_" + file.source().name(), 0.0);
    }
    documents.forEach((source, count) -> figures.put("documents_" + source, (double) count));
    return new StageCounts(kept + bad, kept, bad, reasons, figures);
  }

  private static void check(StageCounts counts, CollectSection section, StageFolder output) {
    double share = counts.figures().get("bad_share");
    if (share > section.maxBadShare()) {
      throw new SeekforgeException(
          "Cannot go on: %d of %d records are bad (%.2f %%, max-bad-share allows %.2f %%): %s; each is named in %s"
              .formatted(
                  counts.dropped(),
                  counts.total(),
                  100 * share,
                  100 * section.maxBadShare(),
                  reasons(counts),
                  output.quarantine()));
    }
    if (counts.kept() == 0) {
      throw new SeekforgeException(
          "Cannot go on: the sources hold no documents (%d files, %d bad records)"
              .formatted(counts.figures().get("files").longValue(), counts.dropped()));
    }
  }

  private static String reasons(StageCounts counts) {
    return counts.reasons().entrySet().stream()
        .map(reason -> String.format(Locale.ROOT, "%s %d", reason.getKey(), reason.getValue()))
        .collect(Collectors.joining(", "));
  }
}
