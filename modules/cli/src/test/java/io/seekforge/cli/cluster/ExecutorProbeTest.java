package io.seekforge.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.SeekforgeException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExecutorProbeTest {
  private JavaSparkContext spark;

  @TempDir java.nio.file.Path folder;

  /** A disk that tasks do not have. */
  public static final class DriversDisk extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("driver:///");
    }

    @Override
    public FSDataInputStream open(Path path, int buffer) throws IOException {
      if (TaskContext.get() != null) {
        throw new FileNotFoundException(path.toString());
      }
      return super.open(path, buffer);
    }
  }

  /** Other tests of this JVM may have left one open. */
  @BeforeEach
  void start() {
    SparkSession session =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate();
    spark = new JavaSparkContext(session.sparkContext());
    spark.hadoopConfiguration().set("fs.driver.impl", DriversDisk.class.getName());
  }

  @Test
  void whatAllSeeIsWell() throws IOException {
    ExecutorProbe.require(spark, new Path(folder.toString()), folder.toString(), true);
    assertThat(folder).isEmptyDirectory();
    // The file systems that others hold are still open.
    assertThat(new Path(folder.toString()).getFileSystem(spark.hadoopConfiguration()))
        .satisfies(files -> files.create(new Path(folder + "/more")).close());
  }

  @Test
  void aWorkspaceThatOnlyTheDriverSeesIsTold() {
    Path workspace = new Path("driver://" + folder);
    assertThatThrownBy(() -> ExecutorProbe.require(spark, workspace, "", false))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageStartingWith("Cannot run: executor driver on ")
        .hasMessageContaining("the workspace " + workspace);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aModelThatIsNotThereIsTold() {
    Path workspace = new Path(folder.toString());
    assertThatThrownBy(() -> ExecutorProbe.require(spark, workspace, "/no/model", true))
        .hasMessageContaining("does not see the base model /no/model");
  }

  @Test
  void aWorkspaceThatCannotBeWrittenIsTold() throws IOException {
    java.nio.file.Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> ExecutorProbe.require(spark, new Path(file.toString()), "", false))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageStartingWith("Cannot write " + file + "/.probe-");
  }

  @Test
  void otherVersionsAreTold() {
    ExecutorAnswer here = new ExecutorAnswer("driver on a", 17, "3.5.5", "AVX2", "");
    ExecutorProbe.require(List.of(new ExecutorAnswer("1 on b", 17, "3.5.5", "AVX2", "")), here);
    assertThatThrownBy(
            () ->
                ExecutorProbe.require(
                    List.of(here, new ExecutorAnswer("1 on b", 21, "3.5.5", "AVX2", "")), here))
        .hasMessageStartingWith("Cannot run: Java is 21 on executor 1 on b, 17 on the driver;");
    assertThatThrownBy(
            () ->
                ExecutorProbe.require(
                    List.of(new ExecutorAnswer("1 on b", 17, "3.5.1", "AVX2", "")), here))
        .hasMessageStartingWith("Cannot run: Spark is 3.5.1 on executor 1 on b, 3.5.5 on the");
    ExecutorAnswer newer = new ExecutorAnswer("2 on c", 17, "3.5.5", "AVX512_CORE_BF16", "");
    assertThatThrownBy(() -> ExecutorProbe.require(List.of(here, newer), here))
        .hasMessageContaining(
            "driver on a computes with AVX2, executor 2 on c with AVX512_CORE_BF16")
        .hasMessageEndingWith("set spark.executorEnv.ONEDNN_MAX_CPU_ISA to the smaller of them");
  }

  @Test
  void executorsThatCannotEvenAnswerAreTold() {
    assertThat(
            ExecutorProbe.told(
                new IllegalStateException(
                    "Lost task 0.3: java.lang.UnsupportedClassVersionError: io/seekforge/A")))
        .hasMessageContaining("their Java is older than the driver's");
    assertThat(
            ExecutorProbe.told(
                new IllegalStateException(
                    new IOException(
                        "java.io.InvalidClassException: org.apache.spark.scheduler.Task"))))
        .hasMessageContaining("their Spark is another than the driver's");
  }
}
