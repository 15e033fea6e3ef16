package io.seekforge.text.translate;

import io.seekforge.api.SeekforgeException;
import io.seekforge.text.fetch.LimitedBody;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts JSON to one path of an OpenAI-compatible endpoint (vLLM, the DeepSeek API). At most {@code
 * concurrency} requests are in flight; busy, broken, slow and cut answers are tried again after
 * pauses that double, or what {@code Retry-After} says. Closed, it sends nothing more, and waits
 * for what it has sent: an answer may have been paid for. Safe for use by several threads.
 */
public final class JsonEndpoint implements AutoCloseable {
  /** The endpoint has no answer to this text, and did not ask a model. */
  public static final String REFUSED = "endpoint_refused";

  private static final Logger LOG = LoggerFactory.getLogger(JsonEndpoint.class);

  static final int LARGEST_ANSWER = 4 << 20;
  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final long LONGEST_PAUSE_MILLIS = 30_000;
  private static final int EXCERPT_CHARS = 200;
  private static final Set<Integer> TEMPORARY = Set.of(408, 409, 425, 429);
  private static final Set<Integer> ABOUT_THE_TEXT = Set.of(400, 413, 422);

  private final EndpointSettings settings;
  private final String path;
  private final String apiKey;
  private final Semaphore inFlight;
  private final HttpClient client;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Makes something of the bytes of an answer. */
  public interface AnswerReader<T> {
    /**
     * @throws IOException if the answer is cut or no JSON: it is asked for again
     */
    T read(byte[] answer) throws IOException, TranslationFailure;
  }

  /** An answer that another try may better. */
  private static final class TemporaryException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long pauseMillis;

    TemporaryException(String message, long pauseMillis) {
      super(message);
      this.pauseMillis = pauseMillis;
    }
  }

  /**
   * @param path what is asked below the address, for example {@code /chat/completions}
   * @param apiKey the endpoint's key, "" if it wants none; only ever sent, never stored or logged
   */
  public JsonEndpoint(EndpointSettings settings, String path, String apiKey) {
    this.settings = settings;
    this.path = path;
    this.apiKey = apiKey;
    this.inFlight = new Semaphore(settings.concurrency());
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(settings.timeoutSeconds()))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * Posts a request and reads its answer.
   *
   * @throws TranslationFailure if the endpoint refuses this text or its answer is unfit
   * @throws SeekforgeException if the endpoint cannot be used, or not after all tries, or is closed
   */
  public <T> T ask(String body, AnswerReader<T> reader)
      throws TranslationFailure, InterruptedException {
    long pause = FIRST_PAUSE_MILLIS;
    for (int tries = 1; ; tries++) {
      try {
        return reader.read(once(body));
      } catch (LimitedBody.TooLongException e) {
        throw TranslationFailure.paid("answer_too_long", settings.cannot() + ": " + e.getMessage());
      } catch (IOException e) {
        String trouble = trouble(e);
        if (tries > settings.retries()) {
          throw new SeekforgeException(
              "%s: %s failed %d times, at last: %s; answers so far are kept, run again to go on"
                  .formatted(settings.cannot(), settings.address(), tries, trouble),
              e);
        }
        long asked = e instanceof TemporaryException told ? told.pauseMillis : 0;
        LOG.debug("try {} of {} failed: {}", tries, settings.retries() + 1, trouble);
        closed.await(Math.max(pause, asked), TimeUnit.MILLISECONDS);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      }
    }
  }

  private byte[] once(String body) throws IOException, TranslationFailure, InterruptedException {
    inFlight.acquire();
    try {
      if (closed.getCount() == 0) {
        throw new SeekforgeException(
            settings.cannot()
                + ": nothing more is asked, the work has stopped; answers so far are kept, run again"
                + " to go on");
      }
      HttpResponse<byte[]> response = send(request(body));
      int status = response.statusCode();
      if (status == 200) {
        return response.body();
      }
      if (TEMPORARY.contains(status) || status >= 500) {
        throw new TemporaryException("it answered " + status, retryAfterMillis(response));
      }
      if (ABOUT_THE_TEXT.contains(status)) {
        throw new TranslationFailure(
            REFUSED, "the endpoint answered " + status + excerpt(response.body()));
      }
      throw new SeekforgeException(
          "%s: %s answered %d; check endpoint, model and api-key-env of %s"
              .formatted(settings.cannot(), settings.address(), status, settings.section()));
    } finally {
      inFlight.release();
    }
  }

  /** The time limit holds for the whole answer: a body that trickles must not hang a task. */
  private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, info -> new LimitedBody(LARGEST_ANSWER));
    try {
      return answer.get(settings.timeoutSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("it did not answer in " + settings.timeoutSeconds() + " s", e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    }
  }

  private static IOException rethrown(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof LimitedBody.TooLongException tooLong) {
        return tooLong;
      }
    }
    return failure instanceof IOException io ? io : new IOException(failure);
  }

  /** No request is sent any more, and pauses end; requests in flight go on to their answers. */
  @Override
  public void close() {
    closed.countDown();
  }

  private HttpRequest request(String body) {
    String address = settings.address().replaceAll("/+$", "") + path;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!apiKey.isEmpty()) {
      request.header("Authorization", "Bearer " + apiKey);
    }
    return request.build();
  }

  private static long retryAfterMillis(HttpResponse<?> response) {
    String seconds = response.headers().firstValue("Retry-After").orElse("");
    return seconds.matches("\\d{1,4}")
        ? Math.min(1000 * Long.parseLong(seconds), LONGEST_PAUSE_MILLIS)
        : 0;
  }

  private static String trouble(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message.replaceAll("\\s+", " ");
  }

  private static String excerpt(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).replaceAll("\\s+", " ").strip();
    return text.isEmpty() ? "" : ": " + text.substring(0, Math.min(text.length(), EXCERPT_CHARS));
  }
}
