package io.seekforge.bench.kubernetes;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Kubernetes' own API server with its etcd, two processes that listen on this machine only. It
 * admits, completes, checks and stores as in a cluster; no node is there to run a pod.
 */
final class ApiServer implements AutoCloseable {
  /** The system property that names a folder where programs are looked for before PATH. */
  static final String PROGRAMS = "seekforge.test.kubernetes";

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Path folder;
  private final String token = UUID.randomUUID().toString();
  private final List<Process> processes = new ArrayList<>();
  private final Thread atExit = new Thread(this::stop);
  private final int port;
  private final KubernetesClient admin;

  /** Starts both and waits until the server is ready; keys, data and logs lie in a new folder. */
  ApiServer(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
    this.folder = Files.createDirectories(folder);
    Runtime.getRuntime().addShutdownHook(atExit);
    String store = "http://127.0.0.1:" + freePort();
    startStore(store, "http://127.0.0.1:" + freePort());
    port = freePort();
    startServer(store);
    admin = awaitReady();
  }

  /** Whether both programs are there. */
  static boolean isHere() {
    return program("etcd").isPresent() && program("kube-apiserver").isPresent();
  }

  private static Optional<Path> program(String name) {
    List<String> folders = new ArrayList<>();
    if (System.getProperty(PROGRAMS) != null) {
      folders.add(System.getProperty(PROGRAMS));
    }
    folders.addAll(List.of(System.getenv("PATH").split(File.pathSeparator)));
    for (String one : folders) {
      Path file = Path.of(one, name);
      if (Files.isExecutable(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void startStore(String clients, String peers) throws IOException {
    start(
        "etcd",
        "--data-dir=" + folder.resolve("store"),
        "--listen-client-urls=" + clients,
        "--advertise-client-urls=" + clients,
        "--listen-peer-urls=" + peers,
        "--initial-advertise-peer-urls=" + peers,
        "--initial-cluster=default=" + peers);
  }

  private void startServer(String store) throws IOException, GeneralSecurityException {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
    keys.initialize(2048);
    KeyPair accounts = keys.generateKeyPair();
    start(
        "kube-apiserver",
        "--etcd-servers=" + store,
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        "--endpoint-reconciler-type=none",
        "--secure-port=" + port,
        // Where it writes the certificate that it makes for itself.
        "--cert-dir=" + certificate().getParent(),
        "--service-cluster-ip-range=10.0.0.0/24",
        "--service-account-issuer=https://kubernetes.default.svc",
        "--service-account-key-file=" + pem("PUBLIC", accounts.getPublic()),
        "--service-account-signing-key-file=" + pem("PRIVATE", accounts.getPrivate()),
        "--authorization-mode=RBAC",
        "--token-auth-file="
            + Files.writeString(
                folder.resolve("users.csv"), token + ",admin,admin,system:masters\n"));
  }

  private Path pem(String kind, Key key) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return Files.writeString(
        folder.resolve(kind + ".pem"),
        "-----BEGIN %1$s KEY-----%n%2$s%n-----END %1$s KEY-----%n".formatted(kind, body),
        US_ASCII);
  }

  private void start(String name, String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of(program(name).orElseThrow().toString()));
    command.addAll(List.of(options));
    processes.add(
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log(name).toFile())
            .start());
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private KubernetesClient awaitReady() throws IOException, InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!Files.exists(certificate())) {
      pause(end);
    }
    KubernetesClient client = client(token);
    while (!isReady(client)) {
      pause(end);
    }
    return client;
  }

  private static boolean isReady(KubernetesClient client) {
    try {
      return "ok".equals(client.raw("/readyz"));
    } catch (KubernetesClientException e) {
      return false; // Not yet.
    }
  }

  private void pause(Instant end) throws IOException, InterruptedException {
    if (Instant.now().isAfter(end) || !processes.stream().allMatch(Process::isAlive)) {
      String story = Files.readString(log("etcd")) + Files.readString(log("kube-apiserver"));
      close();
      throw new IllegalStateException("Cannot start a Kubernetes API server:\n" + story);
    }
    Thread.sleep(200);
  }

  /** What callers trust. */
  Path certificate() {
    return folder.resolve("certificates/apiserver.crt");
  }

  String url() {
    return "https://127.0.0.1:" + port;
  }

  /** A file with the token of one who may do everything. */
  Path adminToken() throws IOException {
    return Files.writeString(folder.resolve("admin.token"), token);
  }

  KubernetesClient admin() {
    return admin;
  }

  /** A client of a caller with a token. */
  KubernetesClient client(String bearer) {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(url())
            .withCaCertFile(certificate().toString())
            .withOauthToken(bearer)
            .withRequestRetryBackoffLimit(0)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** A token of a service account, for an hour: what its pods would have. */
  String token(String namespace, String account) {
    String uri = "/api/v1/namespaces/%s/serviceaccounts/%s/token".formatted(namespace, account);
    TokenRequest request =
        new TokenRequestBuilder()
            .withNewSpec()
            .withAudiences("https://kubernetes.default.svc")
            .withExpirationSeconds(3600L)
            .endSpec()
            .build();
    String answer = admin.raw(uri, "POST", request);
    return Serialization.unmarshal(answer, TokenRequest.class).getStatus().getToken();
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close();
    }
    stop();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  /** The server first: it would complain of a lost store. */
  private void stop() {
    for (int at = processes.size() - 1; at >= 0; at--) {
      Process process = processes.get(at);
      process.destroy();
      try {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
