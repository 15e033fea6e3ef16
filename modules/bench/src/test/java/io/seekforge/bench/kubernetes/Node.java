package io.seekforge.bench.kubernetes;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * In place of a kubelet: runs the executors of pods as processes of this machine, by what their
 * pods say, and tells the server how they fare. Images, volumes and limits are not applied.
 */
final class Node implements AutoCloseable {
  private static final String ADDRESS = "127.0.0.1";

  private final Cluster cluster;
  private final Path folder;
  private final Path jars;
  private final Map<String, Process> executors = new ConcurrentSkipListMap<>();
  private final Thread thread = new Thread(this::work, "node");
  private volatile boolean closed;

  /**
   * Starts.
   *
   * @param folder for logs and what executors spill
   * @param jars of Spark
   */
  Node(Cluster cluster, Path folder, Path jars) throws IOException {
    this.cluster = cluster;
    this.folder = Files.createDirectories(folder);
    this.jars = jars;
    thread.start();
  }

  /** All processes so far by the names of their pods, ended ones too. */
  Map<String, Process> executors() {
    return executors;
  }

  private void work() {
    try {
      while (!closed) {
        for (Pod pod : cluster.pods("executor")) {
          tend(pod);
        }
        Thread.sleep(200);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void tend(Pod pod) throws IOException {
    String name = pod.getMetadata().getName();
    Process process = executors.get(name);
    if (process == null) {
      executors.put(name, start(pod));
      tell(name, "Running");
    } else if (!process.isAlive() && pod.getStatus().getPhase().equals("Running")) {
      tell(name, process.exitValue() == 0 ? "Succeeded" : "Failed");
    }
  }

  /** Its driver may have removed the pod meanwhile. */
  private void tell(String name, String phase) {
    PodResource pod = cluster.admin().pods().inNamespace(Cluster.NAMESPACE).withName(name);
    if (pod.get() != null) {
      pod.editStatus(
          old ->
              new PodBuilder(old)
                  .editStatus()
                  .withPhase(phase)
                  .withPodIP(ADDRESS)
                  .endStatus()
                  .build());
    }
  }

  /** As entrypoint.sh of Spark's image does. */
  private Process start(Pod pod) throws IOException {
    String name = pod.getMetadata().getName();
    Map<String, String> environment = environment(pod);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    for (int at = 0; environment.containsKey("SPARK_JAVA_OPT_" + at); at++) {
      command.add(environment.get("SPARK_JAVA_OPT_" + at));
    }
    String heap = environment.get("SPARK_EXECUTOR_MEMORY");
    command.addAll(
        List.of(
            "-Xms" + heap,
            "-Xmx" + heap,
            "-cp",
            jars + "/*",
            "org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend"));
    Map<String, String> options = new TreeMap<>();
    options.put("--driver-url", "SPARK_DRIVER_URL");
    options.put("--executor-id", "SPARK_EXECUTOR_ID");
    options.put("--cores", "SPARK_EXECUTOR_CORES");
    options.put("--app-id", "SPARK_APPLICATION_ID");
    options.put("--hostname", "SPARK_EXECUTOR_POD_IP");
    options.put("--resourceProfileId", "SPARK_RESOURCE_PROFILE_ID");
    options.put("--podName", "SPARK_EXECUTOR_POD_NAME");
    options.forEach(
        (option, variable) -> command.addAll(List.of(option, environment.get(variable))));
    // The pod's is a volume.
    environment.put("SPARK_LOCAL_DIRS", Files.createDirectories(folder.resolve(name)).toString());
    ProcessBuilder process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile());
    process.environment().putAll(environment);
    return process.start();
  }

  private static Map<String, String> environment(Pod pod) {
    Map<String, String> environment = new TreeMap<>();
    for (EnvVar variable : new StoredPod(pod).container().getEnv()) {
      environment.put(
          variable.getName(),
          variable.getValueFrom() == null
              ? String.valueOf(variable.getValue())
              : field(pod, variable.getValueFrom().getFieldRef().getFieldPath()));
    }
    return environment;
  }

  private static String field(Pod pod, String path) {
    return switch (path) {
      case "status.podIP" -> ADDRESS;
      case "metadata.name" -> pod.getMetadata().getName();
      default -> throw new IllegalArgumentException("Unknown field of a pod: " + path);
    };
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
    for (Process process : executors.values()) {
      process.destroyForcibly().waitFor();
    }
  }
}
