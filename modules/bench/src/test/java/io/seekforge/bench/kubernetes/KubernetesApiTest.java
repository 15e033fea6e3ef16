package io.seekforge.bench.kubernetes;

import static io.seekforge.bench.kubernetes.Cluster.FILES;
import static io.seekforge.bench.kubernetes.Cluster.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.seekforge.bench.quickstart.Quickstart;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a Kubernetes API server stores when our launcher submits to it, with our profiles, pod
 * templates and roles. Skipped where the server is not installed; docs/guide/cluster.md says how.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class KubernetesApiTest {
  private static final Quantity SIX_GIBIBYTES = new Quantity("6144Mi");

  @TempDir static Path folder;
  private static Cluster cluster;

  private Process submitted;

  @BeforeAll
  static void start() throws Exception {
    cluster = new Cluster(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  @AfterEach
  void clear() {
    if (submitted != null) {
      submitted.destroyForcibly();
    }
    KubernetesClient admin = cluster.admin();
    admin.pods().inNamespace(NAMESPACE).delete();
    admin.configMaps().inNamespace(NAMESPACE).delete();
    admin.services().inNamespace(NAMESPACE).delete();
  }

  @ParameterizedTest
  @ValueSource(strings = {"driver", "executor"})
  void theServerKnowsEveryFieldOfOurTemplates(String name) throws Exception {
    Pod template = template(name);
    template.getMetadata().setName("template");
    template.getSpec().setServiceAccountName("seekforge");
    template.getSpec().getContainers().get(0).setImage("seekforge:cpu");
    KubernetesClient admin = cluster.admin();
    Pod stored =
        admin
            .pods()
            .inNamespace(NAMESPACE)
            .resource(template)
            .dryRun()
            .fieldValidation(Validation.STRICT)
            .create();
    assertThat(stored.getMetadata().getUid()).isNotBlank();

    Pod misspelled =
        new PodBuilder(template)
            .editSpec()
            .addToAdditionalProperties("topologySpreadConstraint", List.of())
            .endSpec()
            .build();
    assertThatThrownBy(
            () ->
                admin
                    .pods()
                    .inNamespace(NAMESPACE)
                    .resource(misspelled)
                    .dryRun()
                    .fieldValidation(Validation.STRICT)
                    .create())
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("unknown field \"spec.topologySpreadConstraint\"");
  }

  private static Pod template(String name) throws Exception {
    try (InputStream in = Files.newInputStream(FILES.resolve(name + "-template.yaml"))) {
      return cluster.admin().pods().load(in).item();
    }
  }

  @ParameterizedTest
  @CsvSource({"kubernetes, seekforge:cpu", "kubernetes-gpu, seekforge:cuda"})
  void theDriverIsStoredWithItsServiceAndSettings(String profile, String image) throws Exception {
    submitted =
        cluster.submit(profile, Quickstart.command("run", "/work/recipe.yaml", "/work/run"));
    assertThat(submitted.waitFor()).withFailMessage(cluster::story).isZero();

    StoredPod driver = new StoredPod(only(cluster.pods("driver")));
    assertThat(driver.container().getImage()).isEqualTo(image);
    assertSeekforges(driver);
    assertThat(driver.pod().getMetadata().getAnnotations())
        .containsEntry("prometheus.io/scrape", "true")
        .containsEntry("prometheus.io/port", "4040")
        .containsEntry("prometheus.io/path", "/metrics/prometheus");
    assertThat(driver.container().getArgs())
        .startsWith("driver", "--properties-file")
        .containsSubsequence("--class", "io.seekforge.cli.Main")
        .anyMatch(argument -> argument.matches("local:///opt/seekforge/lib/seekforge-cli-.*\\.jar"))
        .containsSubsequence("run", "/work/recipe.yaml", "--set", "workspace=/work/run");
    assertThat(driver.container().getResources().getLimits())
        .isEqualTo(Map.of("memory", SIX_GIBIBYTES));
    assertThat(driver.container().getResources().getRequests())
        .containsEntry("memory", SIX_GIBIBYTES)
        .containsEntry("cpu", new Quantity("1"));

    assertService(driver.pod());
    assertSettings(driver);
  }

  /** Executors reach their driver through it. */
  private static void assertService(Pod driver) {
    Service service = only(cluster.admin().services().inNamespace(NAMESPACE).list().getItems());
    assertThat(service.getSpec().getClusterIP()).isEqualTo("None");
    assertThat(driver.getMetadata().getLabels())
        .containsAllEntriesOf(service.getSpec().getSelector());
    assertOwner(service, driver);
  }

  /** What the driver reads in its pod: our profile, our jars in the image, our template. */
  private static void assertSettings(StoredPod driver) throws Exception {
    ConfigMap settings = configMap("spark.properties");
    assertOwner(settings, driver.pod());
    assertThat(driver.mountOf(settings.getMetadata().getName())).isEqualTo("/opt/spark/conf");
    assertThat(settings.getData().get("spark.properties"))
        .contains("spark.executor.instances=8")
        .contains("spark.kubernetes.namespace=seekforge")
        .contains("local\\:///opt/seekforge/lib/seekforge-training-")
        .doesNotContain(Files.readString(cluster.adminToken()));
    ConfigMap templates = configMap("podspec-configmap-key");
    assertThat(driver.mountOf(templates.getMetadata().getName()))
        .isEqualTo("/opt/spark/pod-template");
    assertThat(templates.getData().get("podspec-configmap-key").strip())
        .isEqualTo(Files.readString(FILES.resolve("executor-template.yaml")).strip());
  }

  private static ConfigMap configMap(String key) {
    return only(
        cluster.admin().configMaps().inNamespace(NAMESPACE).list().getItems().stream()
            .filter(map -> map.getData().containsKey(key))
            .toList());
  }

  private static void assertOwner(HasMetadata made, Pod driver) {
    assertThat(made.getMetadata().getOwnerReferences())
        .extracting(OwnerReference::getUid)
        .containsExactly(driver.getMetadata().getUid());
  }

  @ParameterizedTest
  @CsvSource({"kubernetes, seekforge:cpu, 0", "kubernetes-gpu, seekforge:cuda, 1"})
  void aDriverWithOurRoleGetsItsExecutorsAndRemovesThem(String profile, String image, int gpus)
      throws Exception {
    submitted =
        cluster.drive(
            profile,
            Quickstart.command("run", "conf/quickstart.yaml", folder.resolve("work").toString()),
            "");
    List<Pod> pods = awaitExecutors(8);
    for (Pod pod : pods) {
      assertExecutor(new StoredPod(pod), image, gpus);
    }
    assertThat(pods)
        .extracting(pod -> pod.getMetadata().getLabels().get("spark-exec-id"))
        .doesNotHaveDuplicates();
    assertThat(cluster.admin().configMaps().inNamespace(NAMESPACE).list().getItems()).hasSize(1);

    submitted.destroy();
    assertThat(submitted.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(cluster.admin().pods().inNamespace(NAMESPACE).list().getItems()).isEmpty();
    assertThat(cluster.admin().configMaps().inNamespace(NAMESPACE).list().getItems()).isEmpty();
  }

  private static void assertExecutor(StoredPod executor, String image, int gpus) {
    Container container = executor.container();
    assertThat(container.getImage()).isEqualTo(image);
    assertSeekforges(executor);
    Quantity memory = new Quantity("24576Mi");
    assertThat(container.getResources().getLimits())
        .isEqualTo(
            gpus == 0
                ? Map.of("memory", memory)
                : Map.of("memory", memory, "nvidia.com/gpu", new Quantity("" + gpus)));
    assertThat(container.getResources().getRequests())
        .containsEntry("memory", memory)
        .containsEntry("cpu", new Quantity("4"));
    assertThat(executor.environment())
        .containsEntry("SPARK_EXECUTOR_CORES", "4")
        .containsEntry("SPARK_EXECUTOR_MEMORY", "8192m")
        .containsEntry(
            "SPARK_EXECUTOR_ID", executor.pod().getMetadata().getLabels().get("spark-exec-id"));
    assertThat(executor.environment().get("SPARK_DRIVER_URL"))
        .matches("spark://CoarseGrainedScheduler@127\\.0\\.0\\.1:\\d+");
    // What our kernels need of the JVM.
    assertThat(executor.environment().values())
        .contains("--add-modules=jdk.incubator.vector", "-Duser.timezone=UTC");
    assertThat(executor.mountOf("shared-memory")).isEqualTo("/dev/shm");
    assertThat(executor.volume("shared-memory").getEmptyDir().getMedium()).isEqualTo("Memory");
    assertThat(executor.pod().getSpec().getTopologySpreadConstraints())
        .singleElement()
        .satisfies(
            spread -> {
              assertThat(spread.getTopologyKey()).isEqualTo("kubernetes.io/hostname");
              assertThat(spread.getWhenUnsatisfiable()).isEqualTo("ScheduleAnyway");
              assertThat(executor.pod().getMetadata().getLabels())
                  .containsAllEntriesOf(spread.getLabelSelector().getMatchLabels());
            });
  }

  /** What driver and executors have in common. */
  private static void assertSeekforges(StoredPod pod) {
    assertThat(pod.pod().getMetadata().getLabels())
        .containsEntry("app.kubernetes.io/name", "seekforge");
    assertThat(pod.pod().getSpec().getServiceAccountName()).isEqualTo("seekforge");
    assertThat(pod.volume("work").getPersistentVolumeClaim().getClaimName()).isEqualTo("seekforge");
    assertThat(pod.mountOf("work")).isEqualTo("/work");
    assertThat(pod.container().getWorkingDir()).isEqualTo("/work");
    assertThat(pod.container().getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(pod.environment()).containsEntry("OMP_NUM_THREADS", "1");
  }

  @Test
  void ourRoleEndsAtItsNamespaceAndReadsNoSecrets() throws Exception {
    try (KubernetesClient account = cluster.account()) {
      assertThat(account.pods().inNamespace(NAMESPACE).list().getItems()).isEmpty();
      assertThatThrownBy(() -> account.pods().inNamespace("default").list())
          .hasMessageContaining("cannot list resource \"pods\"");
      assertThatThrownBy(() -> account.secrets().inNamespace(NAMESPACE).list())
          .hasMessageContaining("cannot list resource \"secrets\"");
    }
  }

  private List<Pod> awaitExecutors(int count) throws InterruptedException {
    Instant end = Instant.now().plus(Duration.ofMinutes(3));
    while (true) {
      List<Pod> pods = cluster.pods("executor");
      if (pods.size() == count) {
        return pods;
      }
      assertThat(submitted.isAlive()).withFailMessage(cluster::story).isTrue();
      assertThat(Instant.now()).withFailMessage(cluster::story).isBefore(end);
      Thread.sleep(200);
    }
  }

  private static <T> T only(List<T> found) {
    assertThat(found).hasSize(1);
    return found.get(0);
  }
}
