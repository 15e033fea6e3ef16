package io.seekforge.bench.kubernetes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.seekforge.bench.quickstart.Quickstart;
import io.seekforge.bench.quickstart.SparkHome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An API server prepared as docs/guide/cluster.md says, and our launcher that submits to it. */
final class Cluster implements AutoCloseable {
  static final String NAMESPACE = "seekforge";

  /** Of pods and roles. */
  static final Path FILES = Quickstart.ROOT.resolve("submit/kubernetes");

  private final Path folder;
  private final ApiServer server;
  private final SparkHome spark;

  /** Starts; skips the test with a word where no server is installed. */
  Cluster(Path folder) throws Exception {
    assumeTrue(ApiServer.isHere(), "no kube-apiserver and etcd on PATH: see docs/guide/cluster.md");
    this.folder = folder;
    server = new ApiServer(folder.resolve("server"));
    spark = SparkHome.link(folder.resolve("spark"));
    try (InputStream roles = Files.newInputStream(FILES.resolve("rbac.yaml"))) {
      for (HasMetadata one : admin().load(roles).items()) {
        admin().resource(one).fieldValidation(Validation.STRICT).create();
      }
    }
    makeClaim();
  }

  private void makeClaim() {
    admin()
        .resource(
            new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName("seekforge")
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteMany")
                .withNewResources()
                .addToRequests("storage", new Quantity("100Gi"))
                .endResources()
                .endSpec()
                .build())
        .create();
  }

  KubernetesClient admin() {
    return server.admin();
  }

  /** A client with a token of our service account. */
  KubernetesClient account() throws IOException {
    return server.client(Files.readString(accountToken()));
  }

  Path adminToken() throws IOException {
    return server.adminToken();
  }

  private Path accountToken() throws IOException {
    return Files.writeString(folder.resolve("account.token"), server.token(NAMESPACE, "seekforge"));
  }

  /** Of Spark. */
  Path jars() {
    return spark.folder().resolve("jars");
  }

  /** Pods of a role, driver or executor. */
  List<Pod> pods(String role) {
    return admin().pods().inNamespace(NAMESPACE).withLabel("spark-role", role).list().getItems();
  }

  /** Submits a driver that is to run in a pod, as an administrator. */
  Process submit(String profile, List<String> command) throws IOException {
    return launch(
        profile,
        command,
        "--conf spark.kubernetes.submission.waitAppCompletion=false"
            + authenticate("authenticate.submission", adminToken()));
  }

  /** Starts a driver on this machine that has the rights of our service account. */
  Process drive(String profile, List<String> command, String options) throws IOException {
    return launch(
        profile,
        command,
        "--deploy-mode client --conf spark.driver.host=127.0.0.1 "
            + options
            + authenticate("authenticate", accountToken()));
  }

  private String authenticate(String prefix, Path token) {
    String key = " --conf spark.kubernetes." + prefix;
    return key + ".caCertFile=" + server.certificate() + key + ".oauthTokenFile=" + token;
  }

  private Process launch(String profile, List<String> command, String options) throws IOException {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(List.of("--master", "k8s://" + server.url()));
    return Quickstart.launch(
        whole,
        log(),
        Map.of(
            "SPARK_HOME",
            spark.folder().toString(),
            "SPARK_LOCAL_IP",
            "127.0.0.1",
            "SEEKFORGE_PROFILE",
            profile,
            "SEEKFORGE_SUBMIT_ARGS",
            options));
  }

  private Path log() {
    return folder.resolve("submit.log");
  }

  /** What the launcher's processes have said. */
  String story() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    spark.close();
  }
}
