package io.seekforge.training.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.model.checkpoint.ExpertConfigFile;
import io.seekforge.model.experts.ExpertConfig;
import io.seekforge.model.experts.ExpertScore;
import io.seekforge.model.experts.ExpertSelection;
import io.seekforge.training.store.HadoopFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RoutingLogJobTest {
  private static JavaSparkContext spark;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    SparkConf settings =
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("routing-tests")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.driver.host", "127.0.0.1");
    spark = new JavaSparkContext(settings);
    spark.setLogLevel("OFF");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** The data published with ESFT: both tasks' archives, read as they are. */
  @Test
  void publishedLogsGiveThePublishedScoresAndConfigs() throws IOException {
    Path esft =
        Path.of("").toAbsolutePath().getParent().getParent().resolveSibling("shared/data/esft");
    Assumptions.assumeTrue(Files.exists(esft), "Skipped: no ../shared/data/esft");
    RoutingStatistics statistics =
        new RoutingLogJob(spark, 64, 6).run(esft.resolve("expert_scores").toString());
    assertThat(statistics.domains()).containsExactly("intent", "law");
    for (String task : statistics.domains()) {
      JsonNode published =
          new ObjectMapper()
              .readTree(esft.resolve("expert_scores/" + task + ".summary.json").toFile());
      assertThat(statistics.of(task)).hasSize(26);
      statistics
          .of(task)
          .forEach(
              (layer, counts) -> {
                for (int expert = 0; expert < 64; expert++) {
                  for (ExpertScore score : ExpertScore.values()) {
                    JsonNode expected =
                        published.get(score.word() + "_scores").get("" + layer).get("" + expert);
                    assertThat(counts.score(score, expert))
                        .isCloseTo(expected.asDouble(), within(5e-5));
                  }
                }
              });
      ExpertConfig chosen = choose(statistics, task, new ExpertSelection.Share(0.2));
      ExpertConfig expected =
          ExpertConfigFile.read(esft.resolve("expert_configs/" + task + ".json"));
      assertThat(chosen).isEqualTo(expected);
    }
  }

  private static ExpertConfig choose(
      RoutingStatistics statistics, String domain, ExpertSelection selection) {
    return statistics.choose(List.of(domain), ExpertScore.TOKEN, selection, false, false);
  }

  private Path log(String name, String... lines) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, String.join("\n", lines) + "\n");
  }

  /** Two tokens of layer 1: {0, 2} and {2, 3}. */
  private static final String LINE = "0\t2\t2\t3\t\t0.5\t0.25\t0.125\t0.0625";

  @Test
  void countsTokensWeightsAndPairs() throws IOException {
    log("expert_weights_1.txt", LINE);
    LayerCounts counts = new RoutingLogJob(spark, 4, 2).run(folder.toString()).of(name()).get(1);
    assertThat(counts.tokens()).isEqualTo(2);
    assertThat(counts.scores(ExpertScore.TOKEN)).containsExactly(0.25, 0, 0.5, 0.25);
    assertThat(counts.scores(ExpertScore.GATE)).containsExactly(0.25, 0, 0.1875, 0.03125);
    assertThat(counts.load(2)).isEqualTo(2);
    assertThat(counts.together(2, 0)).isEqualTo(1);
    assertThat(counts.together(2, 3)).isEqualTo(1);
    assertThat(counts.together(0, 3)).isZero();
  }

  private String name() {
    return folder.getFileName().toString();
  }

  /** However logs are cut into files, packed and named: the same tables, byte for byte. */
  @Test
  void layoutDoesNotShow() throws IOException {
    String[] lines = new String[20];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = i % 4 + "\t" + (i + 1) % 4 + "\t\t0." + (i + 1) + "\t0.0" + (i + 3);
    }
    log("whole/law/expert_weights_1.txt", lines);
    log("whole/law/expert_weights_12.txt", LINE);
    byte[] whole = tables("whole");

    log(
        "parts/law/rank_0/expert_weights_layer_1.txt",
        List.of(lines).subList(7, 20).toArray(String[]::new));
    log(
        "parts/law/rank_1/expert_weights_1.txt",
        List.of(lines).subList(0, 7).toArray(String[]::new));
    log("parts/law/summary.json", "{}");
    log("parts/law/expert_weights_12.txt", "", LINE.replace("\t0.0625", "\t6.25e-2\r"), "");
    assertThat(tables("parts")).isEqualTo(whole);

    Files.createDirectories(folder.resolve("packed"));
    Files.write(
        folder.resolve("packed/law.tgz"),
        gzip(
            tar("law/expert_weights_1.txt", String.join("\n", lines)),
            tar("law/readme.txt", "no log"),
            tar("law/expert_weights_12.txt", LINE),
            new byte[1024]));
    assertThat(tables("packed")).isEqualTo(whole);
  }

  private byte[] tables(String name) throws IOException {
    RoutingStatistics statistics =
        new RoutingLogJob(spark, 4, 2).run(folder.resolve(name).toString());
    assertThat(statistics.domains()).containsExactly("law");
    Path out = folder.resolve(name + "-out");
    RoutingTables.write(
        statistics, new HadoopFolder(out.toString(), new Configuration()), new Configuration());
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(Files.readAllBytes(out.resolve(RoutingTables.ROUTING)));
    both.write(Files.readAllBytes(out.resolve(RoutingTables.TOGETHER)));
    both.write(ScoreSummary.bytes(statistics.of("law")));
    return both.toByteArray();
  }

  private static byte[] tar(String name, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    byte[] entry = new byte[512 + (bytes.length + 511) / 512 * 512];
    System.arraycopy(name.getBytes(StandardCharsets.UTF_8), 0, entry, 0, name.length());
    byte[] size = String.format("%011o", bytes.length).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(size, 0, entry, 124, size.length);
    entry[156] = '0';
    System.arraycopy(bytes, 0, entry, 512, bytes.length);
    return entry;
  }

  private static byte[] gzip(byte[]... parts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      for (byte[] part : parts) {
        out.write(part);
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void brokenLinesAreNamed() throws IOException {
    assertBroken("0\t2\t0.5\t0.25", "no two tabs between expert ids and gate weights");
    assertBroken("0\t2\t\t0.5", "2 expert ids but 1 gate weights");
    assertBroken("0\t2\t3\t\t0.5\t0.2\t0.1", "3 expert ids are no whole number of tokens of 2");
    assertBroken("0\t4\t\t0.5\t0.2", "expert 4 of 4 (0 to 3)");
    assertBroken("0\t-1\t\t0.5\t0.2", "expert -1 of 4");
    assertBroken("0\tx\t\t0.5\t0.2", "\"x\" is no expert id");
    assertBroken("0\t1\t\t0.5\ty", "\"y\" is no gate weight");
    assertBroken("0\t1\t\t0.5\tNaN", "gate weight NaN");
    assertBroken("0\t1\t\t0.5\t-0.1", "gate weight -0.1");
    assertBroken("1\t1\t\t0.5\t0.1", "token 0 chose expert 1 twice");
  }

  private void assertBroken(String line, String message) throws IOException {
    log("broken/expert_weights_3.txt", LINE, line);
    assertThatThrownBy(
            () -> new RoutingLogJob(spark, 4, 2).run(folder.resolve("broken").toString()))
        .hasStackTraceContaining("Invalid line 2 of ")
        .hasStackTraceContaining("expert_weights_3.txt: " + message);
  }

  @Test
  void foldersWithoutLogsAreRefused() throws IOException {
    RoutingLogJob job = new RoutingLogJob(spark, 4, 2);
    assertThatThrownBy(() -> job.run(folder.resolve("absent").toString()))
        .hasMessageContaining("no file or folder");
    log("other/notes.txt", "nothing");
    assertThatThrownBy(() -> job.run(folder.resolve("other").toString()))
        .hasMessageContaining("no expert_weights_<layer>.txt");
    log("empty/expert_weights_1.txt", "");
    assertThatThrownBy(() -> job.run(folder.resolve("empty").toString()))
        .hasStackTraceContaining("it holds no token");
    Files.createDirectories(folder.resolve("cut"));
    byte[] archive = gzip(tar("expert_weights_1.txt", LINE));
    Files.write(
        folder.resolve("cut/a.tar.gz"), java.util.Arrays.copyOf(archive, archive.length / 2));
    assertThatThrownBy(() -> job.run(folder.resolve("cut").toString()))
        .hasStackTraceContaining("Cannot read ");
  }

  @Test
  void domainsAreUnitedInTheOrderAskedFor() throws IOException {
    log("a/expert_weights_1.txt", "0\t1\t\t0.5\t0.5");
    log("b/expert_weights_1.txt", "1\t3\t\t0.5\t0.5");
    RoutingStatistics statistics = new RoutingLogJob(spark, 4, 2).run(folder.toString());
    ExpertConfig chosen =
        statistics.choose(
            List.of("b", "a"), ExpertScore.GATE, new ExpertSelection.Top(2), true, false);
    assertThat(chosen.experts().get(1)).containsExactly(1, 3, 0);
    assertThat(chosen.sharedExperts()).isTrue();
    assertThatThrownBy(() -> choose(statistics, "c", new ExpertSelection.Top(1)))
        .hasMessageContaining("domain \"c\": there are [a, b]");
  }
}
