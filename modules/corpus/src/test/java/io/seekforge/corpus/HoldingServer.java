package io.seekforge.corpus;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A chat endpoint on the loopback address. It can hold its answers back after some, so that a
 * client can be killed half-way.
 */
final class HoldingServer implements AutoCloseable {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> answered = Collections.synchronizedList(new ArrayList<>());
  private final Set<String> held = Collections.synchronizedSet(new HashSet<>());
  private final Answers answers;
  private final HttpServer server;
  private volatile int limit = Integer.MAX_VALUE;

  /** What is answered to the body of a request. */
  interface Answers {
    Answer to(String body) throws IOException;
  }

  /** One answer. */
  record Answer(int status, String body) {}

  HoldingServer(Answers answers) throws IOException {
    this.answers = answers;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  /** From so many answers on requests are held back. */
  void limit(int most) {
    limit = most;
  }

  /** Bodies of the requests that were answered, in their order. */
  List<String> answered() {
    return answered;
  }

  /** Bodies of the requests that were held back. */
  Set<String> held() {
    return held;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (!admitted(body)) {
      held.add(body);
      return;
    }
    Answer answer = answers.to(body);
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private synchronized boolean admitted(String body) {
    if (answered.size() >= limit) {
      return false;
    }
    answered.add(body);
    return true;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
