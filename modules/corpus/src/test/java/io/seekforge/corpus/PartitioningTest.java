package io.seekforge.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.StageCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
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
  void bytesAreTheSameForAnyPartitionsAndOrder() throws IOException {
    Path glossary = folder.resolve("glossary.csv");
    CorpusChain.writeGlossary(glossary);
    List<StageCounts> counts = shuffled(1, glossary, ALL);
    SortedMap<String, String> hashes = CorpusChain.hashes(folder.resolve("1"));
    assertThat(counts).allMatch(stage -> stage.kept() > 0);
    assertThat(hashes).hasSizeGreaterThan(15);
    assertEveryStageHasWork(counts);
    assertThat(shuffled(7, glossary, ALL)).isEqualTo(counts);
    assertThat(CorpusChain.hashes(folder.resolve("7"))).isEqualTo(hashes);
    int stages = FULL ? ALL : 2;
    assertThat(shuffled(64, glossary, stages)).isEqualTo(counts.subList(0, stages));
    SortedMap<String, String> many = CorpusChain.hashes(folder.resolve("64"));
    assertThat(many).hasSizeGreaterThanOrEqualTo(2 * stages);
    assertThat(hashes).containsAllEntriesOf(many);
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
