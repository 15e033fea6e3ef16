package io.seekforge.cli.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.seekforge.cli.report.Report.Corpus;
import io.seekforge.cli.report.Report.LengthBin;
import io.seekforge.corpus.DocumentTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Counts the documents that were packed, in one pass. */
final class CorpusReader {
  /** Bins per doubling of the length. */
  private static final int BINS_PER_OCTAVE = 4;

  private final SortedMap<String, Long> splits = new TreeMap<>();
  private final SortedMap<String, Long> languages = new TreeMap<>();
  private final SortedMap<String, Long> sources = new TreeMap<>();
  private final SortedMap<Bin, Long> bins = new TreeMap<>();

  private record Bin(String split, long number) implements Comparable<Bin> {
    private static final Comparator<Bin> ORDER =
        Comparator.comparing(Bin::split).thenComparing(Bin::number);

    @Override
    public int compareTo(Bin other) {
      return ORDER.compare(this, other);
    }
  }

  private CorpusReader() {}

  static Corpus read(SparkSession spark, String path) {
    // The small summand keeps exact powers of two in their bin whatever the logarithm's rounding.
    Dataset<Row> groups =
        DocumentTable.read(spark, path)
            .select(
                col(DocumentTable.SPLIT),
                col(DocumentTable.LANG),
                col(DocumentTable.SOURCE),
                expr("floor(log2(greatest(length(text), 1)) * %d + 1e-9)"
                        .formatted(BINS_PER_OCTAVE))
                    .cast("long")
                    .as("bin"))
            .groupBy(DocumentTable.SPLIT, DocumentTable.LANG, DocumentTable.SOURCE, "bin")
            .agg(count(lit(1)));
    CorpusReader reader = new CorpusReader();
    groups.collectAsList().forEach(reader::add);
    return reader.corpus();
  }

  private void add(Row group) {
    long documents = group.getLong(4);
    splits.merge(group.getString(0), documents, Long::sum);
    languages.merge(group.getString(1), documents, Long::sum);
    sources.merge(group.getString(2), documents, Long::sum);
    bins.merge(new Bin(group.getString(0), group.getLong(3)), documents, Long::sum);
  }

  private Corpus corpus() {
    List<LengthBin> lengths = new ArrayList<>();
    bins.forEach(
        (bin, documents) ->
            lengths.add(
                new LengthBin(
                    bin.split(), bound(bin.number()), bound(bin.number() + 1), documents)));
    return new Corpus(splits, languages, sources, lengths);
  }

  private static long bound(long bin) {
    return (long) Math.ceil(StrictMath.pow(2, (double) bin / BINS_PER_OCTAVE) - 1e-9);
  }
}
