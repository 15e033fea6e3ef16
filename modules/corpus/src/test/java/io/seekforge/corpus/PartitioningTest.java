package io.seekforge.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.StageCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same bytes and counts of every stage, however the documents lie and shuffles are dealt. */
final class PartitioningTest {
  private static final int ALL = CorpusChain.JOBS.size();

  /** All stages in 64 partitions, which takes a minute, and not the first two only. */
  private static final boolean FULL = Boolean.getBoolean("seekforge.test.partitions");

  @TempDir private Path folder;

  @Test
  void bytesAreTheSameForAnyPartitionsAndOrder() throws Exception {
    Path glossary = folder.resolve("glossary.csv");
    CorpusChain.writeGlossary(glossary);
    int stages = FULL ? ALL : 2;
    ExecutorService threads = Executors.newFixedThreadPool(3); // Spark is idle half of the time
    try {
      Future<List<StageCounts>> seven = threads.submit(() -> shuffled(7, glossary, ALL));
      Future<List<StageCounts>> many = threads.submit(() -> shuffled(64, glossary, stages));
      List<StageCounts> counts = threads.submit(() -> shuffled(1, glossary, ALL)).get();
      assertThat(counts).allMatch(stage -> stage.kept() > 0);
      assertEveryStageHasWork(counts);
      assertThat(seven.get()).isEqualTo(counts);
      assertThat(many.get()).isEqualTo(counts.subList(0, stages));
    } finally {
      threads.shutdownNow();
    }
    SortedMap<String, String> hashes = CorpusChain.hashes(folder.resolve("1"));
    assertThat(hashes).hasSizeGreaterThan(15);
    assertThat(CorpusChain.hashes(folder.resolve("7"))).isEqualTo(hashes);
    SortedMap<String, String> some = CorpusChain.hashes(folder.resolve("64"));
    assertThat(some).hasSizeGreaterThanOrEqualTo(2 * stages);
    assertThat(hashes).containsAllEntriesOf(some);
  }

  private static void assertEveryStageHasWork(List<StageCounts> counts) {
    assertThat(counts.get(0).reasons()).containsKey("symbol_ratio");
    assertThat(counts.get(1).reasons())
        .containsKeys("exact_duplicate", "minhash_duplicate", "semantic_duplicate");
    assertThat(counts.get(2).reasons()).containsKeys("rewrite_term", "rewrite_chinese_simplified");
    assertThat(counts.get(4).reasons()).containsKey("contaminated");
  }

  private List<StageCounts> shuffled(int partitions, Path glossary, int stages) throws IOException {
    SparkSession spark = LocalSpark.session().newSession();
    Map.of(
            "spark.sql.shuffle.partitions", "" + partitions,
            "spark.sql.adaptive.enabled", "" + (partitions != 7),
            // Every file is a partition of its own.
            "spark.sql.files.openCostInBytes", "" + (1 << 27))
        .forEach(spark.conf()::set);
    return new CorpusChain(spark, glossary, folder.resolve("" + partitions))
        .shuffled(partitions, stages);
  }
}
