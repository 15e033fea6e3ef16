package io.seekforge.bench.yarn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import org.junit.jupiter.api.io.TempDir;

/**
 * The quickstart by its launcher and the profile {@code yarn-cluster}: driver and executors in
 * containers, documents and workspace on HDFS. {@code docs/guide/cluster.md} has the command; with
 * {@code -Dseekforge.test.whole=true} training is not made shorter.
 */
final class YarnClusterTest {
  private static final java.nio.file.Path ROOT =
      java.nio.file.Path.of("../..").toAbsolutePath().normalize();
  private static final String ADAPTER = "quickstart/out/adapter/adapter_model.safetensors";

  @TempDir java.nio.file.Path folder;
  private HadoopCluster cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = new HadoopCluster(folder);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void theAdapterIsThatOfALocalRunThoughTheDriverIsKilled() throws Exception {
    java.nio.file.Path local = folder.resolve("local");
    Process alone = launch("local", "conf/quickstart.yaml", local.toString(), Map.of());
    assertThat(alone.waitFor()).withFailMessage(() -> log("local")).isZero();

    String workspace = cluster.files().getUri() + "/work";
    java.nio.file.Path recipe = recipe();
    Process submitted = launch("yarn", recipe.getFileName().toString(), workspace, yarn(recipe));
    awaitCheckpoints(new Path(workspace, "quickstart/train"), submitted);
    assertLocked(recipe, workspace);
    driver().destroyForcibly();
    assertThat(submitted.waitFor()).withFailMessage(() -> log("yarn") + containers()).isZero();

    assertThat(containers()).contains("going on from round");
    assertThat(read(new Path(workspace, ADAPTER)))
        .isEqualTo(Files.readAllBytes(local.resolve(ADAPTER)));
    assertThat(new String(read(new Path(workspace, "quickstart/out/report/index.html")), UTF_8))
        .contains("symptoms to diagnosis");
    assertThat(cluster.files().exists(new Path(workspace, "quickstart/.lock"))).isFalse();
  }

  /** The quickstart's: documents on HDFS, the base model a folder that containers see. */
  private java.nio.file.Path recipe() throws IOException {
    Path documents = new Path(cluster.files().getUri() + "/conf/quickstart");
    cluster
        .files()
        .copyFromLocalFile(new Path(ROOT.resolve("conf/quickstart").toString()), documents);
    String text = Files.readString(ROOT.resolve("conf/quickstart.yaml"));
    return Files.writeString(
        folder.resolve("quickstart.yaml"),
        text.replace("conf/quickstart/base", ROOT.resolve("conf/quickstart/base").toString())
            .replace(": conf/quickstart/", ": " + documents + "/"));
  }

  /** Containers that two of fit on this machine beside the servers. */
  private Map<String, String> yarn(java.nio.file.Path recipe) throws IOException {
    String options =
        "--files "
            + recipe
            + " --num-executors 2 --executor-cores 1 --executor-memory 1g"
            + " --driver-memory 1g --conf spark.driver.memoryOverhead=1g"
            + " --conf spark.executor.memoryOverhead=1g";
    return Map.of(
        "SPARK_HOME",
        distribution().toString(),
        "HADOOP_CONF_DIR",
        cluster.configuration().toString(),
        "SPARK_LOCAL_IP",
        "127.0.0.1",
        "SEEKFORGE_PROFILE",
        "yarn-cluster",
        "SEEKFORGE_SUBMIT_ARGS",
        options);
  }

  /** Spark with its YARN client: this class path without us and Hadoop's servers. */
  private java.nio.file.Path distribution() throws IOException {
    java.nio.file.Path jars = Files.createDirectories(folder.resolve("spark/jars"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      java.nio.file.Path jar = java.nio.file.Path.of(entry);
      String name = jar.getFileName().toString();
      if (name.endsWith(".jar") && !name.contains("minicluster") && !name.contains("seekforge")) {
        Files.createSymbolicLink(jars.resolve(name), jar);
      }
    }
    return folder.resolve("spark");
  }

  private Process launch(
      String name, String recipe, String workspace, Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("submit/seekforge", "run", recipe));
    command.addAll(List.of("--set", "workspace=" + workspace));
    if (!Boolean.getBoolean("seekforge.test.whole")) {
      command.addAll(List.of("--set", "train.max-steps=40", "--set", "train.checkpoint-every=4"));
      command.addAll(List.of("--set", "evaluate.max-cases=4"));
    }
    ProcessBuilder process =
        new ProcessBuilder(command)
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(logFile(name).toFile());
    process.environment().putAll(environment);
    return process.start();
  }

  private void awaitCheckpoints(Path training, Process process) throws Exception {
    Instant end = Instant.now().plus(Duration.ofMinutes(20));
    while (checkpoints(training) == 0) {
      assertThat(process.isAlive()).withFailMessage(() -> log("yarn") + containers()).isTrue();
      assertThat(Instant.now()).isBefore(end);
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
    Map<String, String> hadoop = Map.of("HADOOP_CONF_DIR", cluster.configuration().toString());
    assertThat(launch("second", recipe.toString(), workspace, hadoop).waitFor()).isEqualTo(1);
    assertThat(log("second")).contains("Cannot run in " + workspace).contains("holds it");
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

  private String log(String name) {
    try {
      return Files.readString(logFile(name));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** What containers have written. */
  private String containers() {
    try (Stream<java.nio.file.Path> files = Files.walk(folder.resolve("seekforge"))) {
      StringBuilder text = new StringBuilder();
      for (java.nio.file.Path file : files.filter(path -> path.endsWith("stderr")).toList()) {
        text.append('\n').append(file).append('\n').append(Files.readString(file));
      }
      return text.toString();
    } catch (IOException e) {
      return e.toString();
    }
  }
}
