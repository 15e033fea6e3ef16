package io.seekforge.cli.cluster;

import io.seekforge.api.SeekforgeException;
import io.seekforge.cli.pipeline.Failure;
import io.seekforge.tensor.cpu.CpuBackend;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.util.SerializableConfiguration;

/**
 * One short job that asks every executor what it is and what it sees: Java, Spark, a file that the
 * driver has just written into the workspace, the base model.
 */
public final class ExecutorProbe {
  /** Long enough that no core takes a second task while another has had none. */
  private static final long TASK_MILLIS = 300;

  private ExecutorProbe() {}

  /**
   * Asks.
   *
   * @param workspace folder on a file system that all must see
   * @param model folder of the base model that all must see under the same path; empty if it is not
   *     needed
   * @param trains whether executors compute with a model: then their processors must do so alike
   * @throws SeekforgeException with one line, if executors are not like the driver
   */
  public static void require(JavaSparkContext spark, Path workspace, String model, boolean trains) {
    Path file = new Path(workspace, ".probe-" + UUID.randomUUID());
    byte[] content = file.getName().getBytes(StandardCharsets.UTF_8);
    try {
      FileSystem files = fresh(file, spark.hadoopConfiguration());
      try (files) {
        try (var out = files.create(file, true)) {
          out.write(content);
        }
        require(answers(spark, file, content, model, trains), here());
      } finally {
        delete(file, spark);
      }
    } catch (IOException e) {
      throw new SeekforgeException("Cannot write " + file + ": " + Failure.reason(e), e);
    }
  }

  private static void delete(Path file, JavaSparkContext spark) throws IOException {
    try (FileSystem files = fresh(file, spark.hadoopConfiguration())) {
      files.delete(file, false);
    }
  }

  /** Not the cached one: with local masters tasks would use, and close, the driver's own. */
  private static FileSystem fresh(Path path, Configuration hadoop) throws IOException {
    return FileSystem.newInstance(path.toUri(), hadoop);
  }

  private static List<ExecutorAnswer> answers(
      JavaSparkContext spark, Path file, byte[] content, String model, boolean trains) {
    int tasks = Math.max(spark.defaultParallelism(), 2);
    try {
      return spark
          .parallelize(Collections.nCopies(tasks, 0), tasks)
          .map(
              new Ask(
                  new SerializableConfiguration(spark.hadoopConfiguration()),
                  file.toString(),
                  content,
                  model,
                  trains))
          .collect();
    } catch (RuntimeException | Error e) {
      throw told(e);
    }
  }

  /** An executor of another Java or Spark may not get as far as answering. */
  static SeekforgeException told(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String text = cause.toString();
      if (text.contains("UnsupportedClassVersionError")) {
        return new SeekforgeException(
            "Cannot run on these executors: their Java is older than the driver's (%d); set"
                    .formatted(Runtime.version().feature())
                + " spark.executorEnv.JAVA_HOME to a JDK that all of them have",
            failure);
      }
      if (text.contains("InvalidClassException") || text.contains("serialVersionUID")) {
        return new SeekforgeException(
            "Cannot run on these executors: their Spark is another than the driver's (%s); take"
                    .formatted(version())
                + " the cluster's Spark as SPARK_HOME",
            failure);
      }
    }
    return new SeekforgeException(
        "Cannot run a first task on the executors: " + Failure.line(failure), failure);
  }

  static void require(List<ExecutorAnswer> answers, ExecutorAnswer here) {
    for (ExecutorAnswer answer : answers) {
      if (!answer.spark().equals(here.spark())) {
        throw new SeekforgeException(
            "Cannot run: Spark is %s on executor %s, %s on the driver; take the cluster's Spark as SPARK_HOME"
                .formatted(answer.spark(), answer.executor(), here.spark()));
      }
      if (answer.java() != here.java()) {
        throw new SeekforgeException(
            "Cannot run: Java is %d on executor %s, %d on the driver; set spark.executorEnv.JAVA_HOME or JAVA_HOME so that they agree"
                .formatted(answer.java(), answer.executor(), here.java()));
      }
      if (!answer.missing().isEmpty()) {
        throw new SeekforgeException(
            "Cannot run: executor %s does not see %s, which is there for the driver; put it on storage that all of them share (HDFS, an object store, a mount)"
                .formatted(answer.executor(), answer.missing()));
      }
      ExecutorAnswer first = answers.get(0);
      if (!answer.instructions().equals(first.instructions())) {
        throw new SeekforgeException(
            "Cannot run: executor %s computes with %s, executor %s with %s, and their results would differ in the last bits; set spark.executorEnv.ONEDNN_MAX_CPU_ISA to the smaller of them"
                .formatted(
                    first.executor(),
                    first.instructions(),
                    answer.executor(),
                    answer.instructions()));
      }
    }
  }

  private static ExecutorAnswer here() {
    return answer("", "");
  }

  private static ExecutorAnswer answer(String instructions, String missing) {
    return new ExecutorAnswer(
        SparkEnv.get().executorId()
            + " on "
            + SparkEnv.get().blockManager().blockManagerId().host(),
        Runtime.version().feature(),
        version(),
        instructions,
        missing);
  }

  private static String version() {
    return org.apache.spark.package$.MODULE$.SPARK_VERSION();
  }

  /** The task. */
  private static final class Ask implements Function<Integer, ExecutorAnswer> {
    private static final long serialVersionUID = 1L;

    private final SerializableConfiguration hadoop;
    private final String file;
    private final byte[] content;
    private final String model;
    private final boolean trains;

    Ask(
        SerializableConfiguration hadoop,
        String file,
        byte[] content,
        String model,
        boolean trains) {
      this.hadoop = hadoop;
      this.file = file;
      this.content = content;
      this.model = model;
      this.trains = trains;
    }

    @Override
    public ExecutorAnswer call(Integer any) throws InterruptedException {
      Thread.sleep(TASK_MILLIS);
      String instructions = trains ? CpuBackend.instructionSet() : "";
      if (!sees()) {
        return answer(instructions, "the workspace " + new Path(file).getParent());
      }
      if (!model.isEmpty() && !Files.isDirectory(java.nio.file.Path.of(model))) {
        return answer(instructions, "the base model " + model);
      }
      return answer(instructions, "");
    }

    private boolean sees() {
      Path path = new Path(file);
      try (FileSystem files = fresh(path, hadoop.value());
          var in = files.open(path)) {
        return Arrays.equals(in.readAllBytes(), content);
      } catch (IOException e) {
        return false;
      }
    }
  }
}
