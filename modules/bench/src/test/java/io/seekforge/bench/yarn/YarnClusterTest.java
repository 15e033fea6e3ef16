package io.seekforge.bench.yarn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.bench.quickstart.Quickstart;
import io.seekforge.bench.quickstart.SparkHome;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The quickstart by its launcher and the profile {@code yarn-cluster}: driver and executors in
 * containers, documents and workspace on HDFS.
 */
@EnabledOnOs(OS.LINUX)
final class YarnClusterTest {
  /** JVMs that live for minutes spend most of them on compiling; the driver has no hot loops. */
  private static final String DRIVER = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  @TempDir java.nio.file.Path folder;
  private HadoopCluster cluster;
  private SparkHome spark;

  @BeforeEach
  void start() throws IOException {
    spark = SparkHome.link(folder.resolve("spark"));
    cluster = new HadoopCluster(folder);
  }

  @AfterEach
  void stop() throws IOException {
    cluster.close();
    // Should the test have failed; each names a file of its folder.
    ProcessHandle.allProcesses()
        .filter(process -> commandLine(process).contains(folder.toString()))
        .forEach(ProcessHandle::destroyForcibly);
    spark.close();
  }

  @Test
  @Timeout(value = 40, unit = TimeUnit.MINUTES)
  void theAdapterIsThatOfALocalRunThoughTheDriverIsKilled() throws Exception {
    java.nio.file.Path local = Quickstart.whole();
    String workspace = cluster.files().getUri() + "/work";
    java.nio.file.Path recipe = recipe();
    Process submitted = launch("yarn", recipe.getFileName().toString(), workspace, yarn(recipe));
    awaitCheckpoint(new Path(workspace, "quickstart/train"), submitted);
    assertLocked(recipe, workspace);
    moveLock(new Path(workspace, "quickstart/.lock"));
    driver().destroyForcibly();
    assertThat(submitted.waitFor()).withFailMessage(this::story).isZero();

    assertThat(containers()).contains("going on from round");
    assertThat(read(new Path(workspace, Quickstart.ADAPTER)))
        .isEqualTo(Files.readAllBytes(local.resolve(Quickstart.ADAPTER)));
    assertThat(new String(read(new Path(workspace, "quickstart/out/report/index.html")), UTF_8))
        .contains("symptoms to diagnosis");
    assertThat(cluster.files().exists(new Path(workspace, "quickstart/.lock"))).isFalse();
  }

  /** The quickstart's: documents on HDFS, the base model a folder that containers see. */
  private java.nio.file.Path recipe() throws IOException {
    Path documents = new Path(cluster.files().getUri() + "/conf/quickstart");
    cluster
        .files()
        .copyFromLocalFile(
            new Path(Quickstart.ROOT.resolve("conf/quickstart").toString()), documents);
    String text = Files.readString(Quickstart.ROOT.resolve("conf/quickstart.yaml"));
    return Files.writeString(
        folder.resolve("quickstart.yaml"),
        text.replace(
                "conf/quickstart/base", Quickstart.ROOT.resolve("conf/quickstart/base").toString())
            .replace(": conf/quickstart/", ": " + documents + "/"));
  }

  /** Containers that two of fit on this machine beside the servers. */
  private Map<String, String> yarn(java.nio.file.Path recipe) throws IOException {
    String options =
        "--files "
            + recipe
            + " --num-executors 2 --executor-cores 1 --executor-memory 1g"
            + " --driver-memory 1g --conf spark.driver.memoryOverhead=1g"
            + " --conf spark.executor.memoryOverhead=1g"
            // As on a cluster where Spark is installed: only our own jars travel.
            + " --conf spark.yarn.jars=local:"
            + spark.folder().resolve("jars/*")
            + " --conf spark.executor.defaultJavaOptions=@"
            + executorOptions()
            // For two cores; each of the default's 200 is a task.
            + " --conf spark.sql.shuffle.partitions=4";
    return Map.of(
        "SPARK_HOME",
        spark.folder().toString(),
        "HADOOP_CONF_DIR",
        cluster.configuration().toString(),
        "SPARK_LOCAL_IP",
        "127.0.0.1",
        "SEEKFORGE_PROFILE",
        "yarn-cluster",
        "SEEKFORGE_JAVA_ARGS",
        DRIVER,
        "SEEKFORGE_SUBMIT_ARGS",
        options);
  }

  /** Options of executors in a file: a setting of the launcher is one word. */
  private java.nio.file.Path executorOptions() throws IOException {
    return Files.writeString(
        folder.resolve("executor.options"),
        "-XX:+UseSerialGC -XX:+UnlockDiagnosticVMOptions -XX:CompilerDirectivesFile="
            + Quickstart.ROOT.resolve(
                "modules/bench/src/test/resources/io/seekforge/bench/yarn/executor-compiler.json"));
  }

  private Process launch(
      String name, String recipe, String workspace, Map<String, String> environment)
      throws IOException {
    return Quickstart.launch(
        Quickstart.command("run", recipe, workspace), logFile(name), environment);
  }

  private void awaitCheckpoint(Path training, Process process) throws Exception {
    Instant end = Instant.now().plus(Duration.ofMinutes(25));
    while (checkpoints(training) == 0) {
      assertThat(process.isAlive()).withFailMessage(this::story).isTrue();
      assertThat(Instant.now()).withFailMessage(this::story).isBefore(end);
      Thread.sleep(200);
    }
  }

  private int checkpoints(Path training) throws IOException {
    FileStatus[] found =
        cluster.files().globStatus(new Path(training, "*/checkpoints/*/state.json"));
    return found == null ? 0 : found.length;
  }

  /** A second run from this machine is refused while the first has the workspace. */
  private void assertLocked(java.nio.file.Path recipe, String workspace) throws Exception {
    Map<String, String> hadoop =
        Map.of(
            "HADOOP_CONF_DIR", cluster.configuration().toString(), "SEEKFORGE_JAVA_ARGS", DRIVER);
    assertThat(launch("second", recipe.toString(), workspace, hadoop).waitFor()).isEqualTo(1);
    assertThat(Files.readString(logFile("second")))
        .contains("Cannot run in " + workspace)
        .contains("attempt 1 of application_")
        .contains("holds it");
  }

  /** The node managers share this machine; from now on the first driver's was another. */
  private void moveLock(Path lock) throws IOException {
    String owner = new String(read(lock), UTF_8);
    assertThat(owner).contains("\"application\" : \"application_").contains("\"attempt\" : 1");
    String moved = owner.replaceFirst("(\"host\" : )\"[^\"]*\"", "$1\"elsewhere\"");
    assertThat(moved).isNotEqualTo(owner);
    try (var out = cluster.files().create(lock, true)) {
      out.write(moved.getBytes(UTF_8));
    }
  }

  private static ProcessHandle driver() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> commandLine(process).contains("java\0"))
        .filter(process -> commandLine(process).contains("yarn.ApplicationMaster\0"))
        .findFirst()
        .orElseThrow();
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(java.nio.file.Path.of("/proc/" + process.pid() + "/cmdline"));
    } catch (IOException e) {
      return "";
    }
  }

  private byte[] read(Path file) throws IOException {
    try (var in = cluster.files().open(file)) {
      return in.readAllBytes();
    }
  }

  private java.nio.file.Path logFile(String name) {
    return folder.resolve(name + ".log");
  }

  /** What containers have written. */
  private String containers() throws IOException {
    StringBuilder text = new StringBuilder();
    for (java.nio.file.Path file : containerLogs()) {
      text.append(Files.readString(file));
    }
    return text.toString();
  }

  private List<java.nio.file.Path> containerLogs() throws IOException {
    try (Stream<java.nio.file.Path> files = Files.walk(folder.resolve("seekforge"))) {
      return files.filter(path -> path.endsWith("stderr")).sorted().toList();
    }
  }

  /** The ends of all logs, for a person who looks for the cause of a failure. */
  private String story() {
    try {
      StringBuilder text = new StringBuilder(end(logFile("yarn")));
      for (java.nio.file.Path file : containerLogs()) {
        text.append(end(file));
      }
      return text.toString();
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String end(java.nio.file.Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    int from = Math.max(0, lines.size() - 60);
    return "\n== " + file + "\n" + String.join("\n", lines.subList(from, lines.size()));
  }
}
