package io.seekforge.training;

import io.seekforge.api.StageFolder;
import io.seekforge.model.Precision;
import io.seekforge.model.RouterLosses;
import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.model.experts.ExpertConfig;
import io.seekforge.training.resident.RandomModel;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * A driver in a process of its own, so that a test can kill it: trains an adapter on the packed
 * shards of a folder with H = 1 and H = 10, and chosen experts of a mixture with H = 1, and leaves
 * {@code h1/}, {@code h10/} and {@code experts/}. Arguments: master, folder, output, rounds; {@code
 * kill=n} to kill an executor in the middle of every n-th stage; and {@code flaky://} for a store
 * that fails at random.
 */
final class ClusterDriver {
  private ClusterDriver() {}

  /** Starts one as a child process; its executors get this process's class path. */
  static Process start(Path log, Path folder, List<String> arguments) {
    try {
      Path home = Files.createDirectories(folder.resolve("spark"));
      Files.createDirectories(home.resolve("jars"));
      List<String> command = new ArrayList<>();
      command.add(ProcessHandle.current().info().command().orElse("java"));
      command.add("-Xmx512m");
      command.addAll(jvmOptions());
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.add(ClusterDriver.class.getName());
      command.addAll(arguments);
      ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
      process.redirectOutput(log.toFile());
      process.environment().put("SPARK_HOME", home.toString());
      process.environment().put("SPARK_SCALA_VERSION", scalaVersion());
      process.environment().put("OMP_NUM_THREADS", "1");
      return process.start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Module options of this JVM: Spark and the kernels need them in every process. */
  private static List<String> jvmOptions() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add") || option.startsWith("-Djdk."))
        .toList();
  }

  private static String scalaVersion() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).getFileName().toString())
        .filter(name -> name.startsWith("spark-core_"))
        .map(name -> name.substring("spark-core_".length(), name.lastIndexOf('-')))
        .findFirst()
        .orElseThrow();
  }

  static final List<String> MODES = List.of("h1", "h10", "experts");

  private static final ExpertConfig EXPERTS =
      new ExpertConfig(new TreeMap<>(Map.of(1, List.of(0, 4), 2, List.of(1, 5))), false, false);

  static TestRecipe recipe(String mode, int rounds) {
    int localSteps = mode.equals("h10") ? 10 : 1;
    TestRecipe recipe = new TestRecipe();
    recipe.method = mode.equals("experts") ? "experts" : "lora";
    recipe.localSteps = localSteps;
    recipe.maxSteps = rounds * localSteps;
    recipe.checkpointEvery = 4;
    return recipe;
  }

  static TrainingRun run(
      JavaSparkContext spark, TestRecipe recipe, String store, Path folder, String output) {
    boolean experts = recipe.method.equals("experts");
    String model = experts ? "tiny-experts" : "tiny";
    return new TrainingRun(
        spark,
        recipe.recipe(),
        new RandomModel(
            HfConfig.read(Path.of("src/test/resources", model, "config.json")), 3, Precision.FP32),
        experts ? Method.of(recipe.recipe(), EXPERTS) : Method.of(recipe.recipe()),
        RouterLosses.NONE,
        new StageFolder(store + folder.resolve("pack")),
        new StageFolder(store + folder.resolve(output)),
        Progress.silent());
  }

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[1]);
    int rounds = Integer.parseInt(arguments[3]);
    String store = arguments.length > 5 ? arguments[5] : "";
    try (JavaSparkContext spark = context(arguments[0])) {
      if (arguments.length > 4) {
        int every = Integer.parseInt(arguments[4].substring("kill=".length()));
        spark.sc().addSparkListener(new ExecutorKiller(every));
      }
      for (String mode : MODES) {
        String output = arguments[2] + "/" + mode;
        TrainingRun.Outcome outcome = run(spark, recipe(mode, rounds), store, folder, output).run();
        Files.write(folder.resolve(output).resolve("parameters"), outcome.parameters());
      }
    }
  }

  private static JavaSparkContext context(String master) {
    String options = String.join(" ", jvmOptions());
    SparkConf conf = new SparkConf().setMaster(master).setAppName("cluster-test");
    Map.of(
            "spark.ui.enabled", "false",
            "spark.driver.host", "127.0.0.1",
            "spark.driver.bindAddress", "127.0.0.1",
            "spark.executor.extraClassPath", System.getProperty("java.class.path"),
            "spark.executor.extraJavaOptions", options,
            "spark.executorEnv.OMP_NUM_THREADS", "1",
            "spark.speculation", "true",
            "spark.speculation.interval", "20ms",
            "spark.speculation.multiplier", "1.01",
            "spark.speculation.quantile", "0.25")
        .forEach(conf::set);
    conf.set("spark.hadoop.fs.flaky.impl", FlakyFileSystem.class.getName());
    conf.set("spark.hadoop." + FlakyFileSystem.FAILURES, "0.02");
    conf.set("spark.task.maxFailures", "8");
    conf.set("spark.deploy.maxExecutorRetries", "-1");
    // Short tasks are copied too, so that speculation really happens.
    conf.set("spark.speculation.minTaskRuntime", "1ms");
    return new JavaSparkContext(conf);
  }

  /** Kills the executor of the first task of every n-th stage of training, as kill -9 does. */
  private static final class ExecutorKiller extends SparkListener {
    private final int every;
    private final Random random = new Random(5);
    private int lastStage = -1;
    private int stages;

    ExecutorKiller(int every) {
      this.every = every;
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart event) {
      if (event.stageId() != lastStage) {
        lastStage = event.stageId();
        stages++;
        if (stages % every == 0) {
          kill();
        }
      }
    }

    private void kill() {
      // A driver with local executors starts no other processes.
      List<ProcessHandle> executors =
          ProcessHandle.current()
              .children()
              .filter(ProcessHandle::isAlive)
              .sorted(Comparator.comparing(ProcessHandle::pid))
              .toList();
      if (!executors.isEmpty()) {
        System.out.println("killing an executor");
        executors.get(random.nextInt(executors.size())).destroyForcibly();
      }
    }
  }
}
