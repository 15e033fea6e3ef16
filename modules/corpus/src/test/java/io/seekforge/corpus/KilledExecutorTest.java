package io.seekforge.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * All corpus stages in {@code local-cluster[2,1,2048]} while executors are killed, against the same
 * stages in one process: equal bytes, also between JVMs. Takes minutes, so it runs only with {@code
 * -Dseekforge.test.cluster=true}.
 */
@EnabledIfSystemProperty(
    named = "seekforge.test.cluster",
    matches = "true",
    disabledReason = "skipped: takes minutes, see -Dseekforge.test.cluster")
final class KilledExecutorTest {
  /** One stage of Spark in so many loses an executor. */
  private static final int KILL_EVERY = 15;

  @TempDir private Path folder;

  @Test
  void bytesAreTheSameWhenExecutorsAreKilled() throws Exception {
    CorpusChain.writeGlossary(folder.resolve("glossary.csv"));
    new CorpusChain(LocalSpark.session(), folder.resolve("glossary.csv"), folder.resolve("local"))
        .run();
    Process driver = start();
    try {
      assertThat(driver.waitFor(20, TimeUnit.MINUTES)).isTrue();
      assertThat(driver.exitValue()).withFailMessage(this::log).isZero();
    } finally {
      driver.destroyForcibly();
    }
    long killed = log().lines().filter(line -> line.startsWith("killing")).count();
    System.out.println(killed + " executors were killed");
    assertThat(killed).isGreaterThan(1);
    assertThat(CorpusChain.hashes(folder.resolve("cluster")))
        .isEqualTo(CorpusChain.hashes(folder.resolve("local")))
        .hasSizeGreaterThan(15);
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("driver.log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** A driver in a process of its own, whose only child processes are executors. */
  private Process start() throws IOException {
    Path home = Files.createDirectories(folder.resolve("spark"));
    Files.createDirectories(home.resolve("jars"));
    ProcessBuilder process = ChildJvm.of(Driver.class, folder.toString());
    process.redirectOutput(folder.resolve("driver.log").toFile());
    process.environment().put("SPARK_HOME", home.toString());
    process.environment().put("SPARK_SCALA_VERSION", scalaVersion());
    return process.start();
  }

  private static String scalaVersion() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).getFileName().toString())
        .filter(name -> name.startsWith("spark-core_"))
        .map(name -> name.substring("spark-core_".length(), name.lastIndexOf('-')))
        .findFirst()
        .orElseThrow();
  }

  /** What runs in the other process. */
  static final class Driver {
    private Driver() {}

    public static void main(String[] arguments) {
      Path folder = Path.of(arguments[0]);
      SparkSession spark =
          SparkSession.builder()
              .master("local-cluster[2,1,2048]")
              .appName("corpus-cluster-test")
              .config("spark.ui.enabled", "false")
              .config("spark.driver.host", "127.0.0.1")
              .config("spark.driver.bindAddress", "127.0.0.1")
              .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
              .config("spark.executor.extraJavaOptions", String.join(" ", ChildJvm.options()))
              .config("spark.executor.memory", "1g")
              .config("spark.sql.shuffle.partitions", "5")
              .config("spark.sql.session.timeZone", "UTC")
              .config("spark.task.maxFailures", "8")
              .config("spark.speculation", "true")
              .getOrCreate();
      spark.sparkContext().addSparkListener(new ExecutorKiller());
      new CorpusChain(spark, folder.resolve("glossary.csv"), folder.resolve("cluster")).run();
      spark.stop();
    }
  }

  /** Kills the older executor at the first task of every n-th stage, as kill -9 does. */
  private static final class ExecutorKiller extends SparkListener {
    private int lastStage = -1;
    private int stages;

    @Override
    public void onTaskStart(SparkListenerTaskStart event) {
      if (event.stageId() != lastStage) {
        lastStage = event.stageId();
        stages++;
        if (stages % KILL_EVERY == 0) {
          kill(event.stageId());
        }
      }
    }

    private static void kill(int stage) {
      ProcessHandle.current()
          .children()
          .filter(ProcessHandle::isAlive)
          .min(Comparator.comparing(ProcessHandle::pid))
          .ifPresent(
              executor -> {
                System.out.println("killing an executor in stage " + stage);
                executor.destroyForcibly();
              });
    }
  }
}
