package io.seekforge.bench.submit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.k8s.KubernetesConf$;
import org.apache.spark.deploy.k8s.KubernetesDriverConf;
import org.apache.spark.deploy.k8s.KubernetesExecutorConf;
import org.apache.spark.deploy.k8s.SparkPod;
import org.apache.spark.deploy.k8s.submit.JavaMainAppResource;
import org.apache.spark.deploy.k8s.submit.KubernetesDriverBuilder;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfile$;
import org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scala.Option;

/** The pods that Spark makes from our profiles and templates; no cluster is asked. */
final class PodSpecTest {
  private static final String APPLICATION = "local:///opt/seekforge/lib/seekforge-cli.jar";

  private KubernetesClient client;

  @BeforeEach
  void open() {
    client = new KubernetesClientBuilder().withConfig(Config.empty()).build();
  }

  @AfterEach
  void close() {
    client.close();
    ResourceProfile$.MODULE$.clearDefaultProfile();
  }

  @Test
  void theDriverHasItsImageAccountVolumeAndMetrics() throws IOException {
    SparkPod driver = driver(conf("kubernetes"));
    Pod pod = driver.pod();
    assertThat(pod.getMetadata().getLabels()).containsEntry("app.kubernetes.io/name", "seekforge");
    assertThat(pod.getMetadata().getAnnotations())
        .containsEntry("prometheus.io/path", "/metrics/prometheus");
    assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("seekforge");
    Container container = driver.container();
    assertThat(container.getImage()).isEqualTo("seekforge:cpu");
    assertThat(container.getWorkingDir()).isEqualTo("/work");
    assertThat(container.getArgs()).contains("driver", "io.seekforge.cli.Main", APPLICATION);
    assertThat(environment(container)).containsEntry("OMP_NUM_THREADS", "1");
    assertClaim(driver);
    assertThat(memory(container)).isEqualTo("6144Mi");
  }

  @Test
  void anExecutorHasItsMemoryVolumesAndThreads() throws IOException {
    SparkPod executor = executor(conf("kubernetes"));
    Container container = executor.container();
    assertThat(container.getImage()).isEqualTo("seekforge:cpu");
    assertThat(environment(container))
        .containsEntry("OMP_NUM_THREADS", "1")
        .containsEntry("SPARK_EXECUTOR_CORES", "4");
    assertThat(memory(container)).isEqualTo("24576Mi");
    assertClaim(executor);
    assertThat(container.getVolumeMounts())
        .extracting(VolumeMount::getMountPath)
        .contains("/dev/shm");
    assertThat(container.getResources().getLimits()).doesNotContainKey("nvidia.com/gpu");
    assertThat(executor.pod().getSpec().getTopologySpreadConstraints()).hasSize(1);
  }

  @Test
  void anExecutorWithAGpuAsksForIt() throws IOException {
    Container container = executor(conf("kubernetes-gpu")).container();
    assertThat(container.getImage()).isEqualTo("seekforge:cuda");
    assertThat(container.getResources().getLimits())
        .containsEntry("nvidia.com/gpu", new Quantity("1"));
    assertThat(driver(conf("kubernetes-gpu")).container().getResources().getLimits())
        .doesNotContainKey("nvidia.com/gpu");
  }

  private static void assertClaim(SparkPod pod) {
    assertThat(pod.pod().getSpec().getVolumes())
        .filteredOn(volume -> volume.getPersistentVolumeClaim() != null)
        .singleElement()
        .extracting((Volume volume) -> volume.getPersistentVolumeClaim().getClaimName())
        .isEqualTo("seekforge");
    assertThat(pod.container().getVolumeMounts())
        .extracting(VolumeMount::getMountPath)
        .contains("/work");
  }

  private static String memory(Container container) {
    return container.getResources().getLimits().get("memory").toString();
  }

  private static Map<String, String> environment(Container container) {
    Map<String, String> environment = new TreeMap<>();
    for (EnvVar variable : container.getEnv()) {
      environment.put(variable.getName(), String.valueOf(variable.getValue()));
    }
    return environment;
  }

  private static SparkConf conf(String name) throws IOException {
    Profile profile = Profile.of(name);
    SparkConf conf = new SparkConf(false);
    for (String key : profile.settings().stringPropertyNames()) {
      String value = profile.get(key);
      conf.set(key, value.startsWith("submit/") ? Profile.ROOT.resolve(value).toString() : value);
    }
    conf.set("spark.app.name", "seekforge");
    return conf.set("spark.app.id", "spark-1");
  }

  private SparkPod driver(SparkConf conf) {
    KubernetesDriverConf driver =
        KubernetesConf$.MODULE$.createDriverConf(
            conf,
            "spark-1",
            new JavaMainAppResource(Option.apply(APPLICATION)),
            "io.seekforge.cli.Main",
            new String[] {"run", "recipe.yaml"},
            Option.empty());
    return new KubernetesDriverBuilder().buildFromFeatures(driver, client).pod();
  }

  private SparkPod executor(SparkConf conf) {
    conf.set("spark.driver.host", "driver").set("spark.driver.port", "7078");
    KubernetesExecutorConf executor =
        KubernetesConf$.MODULE$.createExecutorConf(conf, "1", "spark-1", Option.empty(), 0);
    ResourceProfile profile = ResourceProfile$.MODULE$.getOrCreateDefaultProfile(conf);
    SecurityManager security =
        new SecurityManager(
            conf,
            SecurityManager.$lessinit$greater$default$2(),
            SecurityManager.$lessinit$greater$default$3());
    return new KubernetesExecutorBuilder()
        .buildFromFeatures(executor, security, client, profile)
        .pod();
  }
}
