package io.seekforge.training.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.PackedSequence;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.MoeConfig;
import io.seekforge.model.Precision;
import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.training.evaluate.Chunk;
import io.seekforge.training.resident.ModelContext;
import io.seekforge.training.resident.RandomModel;
import io.seekforge.training.resident.Resident;
import io.seekforge.training.store.HadoopFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RoutingJobTest {
  private static final ModelConfig MODEL =
      HfConfig.read(Path.of("src/test/resources/tiny-experts/config.json"));

  @TempDir Path folder;

  @Test
  void partitionsDoNotShow() throws IOException {
    SparkConf settings =
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("routing-tests")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.driver.host", "127.0.0.1");
    try (JavaSparkContext spark = new JavaSparkContext(settings)) {
      spark.setLogLevel("OFF");
      Broadcast<ModelContext> model =
          spark.broadcast(
              new ModelContext(
                  new RandomModel(MODEL, 5, Precision.FP32),
                  null,
                  new SerializableConfiguration(new Configuration())));
      RoutingJob job = new RoutingJob(spark, model, MODEL.moe());
      RoutingStatistics one = job.run(chunks(), 1);
      assertThat(one.domains()).containsExactly("finance", "law");
      MoeConfig moe = MODEL.moe();
      LayerCounts counts = one.of("law").get(moe.firstDenseLayers());
      assertThat(counts.tokens()).isEqualTo(20 * 11);
      long selections = 0;
      for (int expert = 0; expert < moe.experts(); expert++) {
        selections += counts.selections(expert);
      }
      assertThat(selections).isEqualTo(counts.tokens() * moe.topK());
      byte[] expected = tables(one, "one");
      assertThat(tables(job.run(chunks(), 2), "two")).isEqualTo(expected);
      assertThat(tables(job.run(chunks(), 5), "five")).isEqualTo(expected);
    } finally {
      Resident.release();
    }
  }

  private byte[] tables(RoutingStatistics statistics, String name) throws IOException {
    Path out = folder.resolve(name);
    RoutingTables.write(
        statistics, new HadoopFolder(out.toString(), new Configuration()), new Configuration());
    byte[] routing = Files.readAllBytes(out.resolve(RoutingTables.ROUTING));
    byte[] together = Files.readAllBytes(out.resolve(RoutingTables.TOGETHER));
    byte[] both = java.util.Arrays.copyOf(routing, routing.length + together.length);
    System.arraycopy(together, 0, both, routing.length, together.length);
    return both;
  }

  private static SortedMap<String, List<Chunk>> chunks() {
    SortedMap<String, List<Chunk>> chunks = new TreeMap<>();
    chunks.put("law", Chunk.of(sequences(1, 20)));
    chunks.put("finance", Chunk.of(sequences(2, 30)));
    return chunks;
  }

  private static List<PackedSequence> sequences(long seed, int count) {
    Random random = new Random(seed);
    List<PackedSequence> sequences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] ids = random.ints(11, 2, MODEL.vocabSize()).toArray();
      sequences.add(PackedSequence.single(ids, ids, "d" + i));
    }
    return sequences;
  }
}
