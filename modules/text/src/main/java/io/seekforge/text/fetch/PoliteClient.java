package io.seekforge.text.fetch;

import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gets pages one at a time: with a User-Agent, at most so many requests per second to a host, and
 * tries again after growing pauses (or what {@code Retry-After} says) when a server is busy,
 * broken, slow or cuts its answer. Only http and https; each redirect is checked like the first
 * address. Messages name addresses without their query, which may hold a key.
 */
final class PoliteClient {
  private static final int REDIRECTS = 5;
  private static final long FIRST_PAUSE_MILLIS = 500;
  private static final long LONGEST_PAUSE_MILLIS = 60_000;
  private static final Set<Integer> TEMPORARY = Set.of(408, 425, 429);

  private final String userAgent;
  private final int retries;
  private final int timeoutSeconds;
  private final int maxBytes;
  private final long pauseNanos;
  private final Map<String, Long> hostPauses = new HashMap<>();
  private final Map<String, Long> free = new HashMap<>();
  private final HttpClient client;

  /** An answer; of a redirected request the address is the last one. */
  record Answer(URI address, int status, Map<String, String> headers, byte[] body) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  /** The server could not be brought to answer, or what it answered is too long. */
  static class FetchException extends IOException {
    private static final long serialVersionUID = 1L;

    FetchException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** A redirect leads to where the caller may not go. */
  static final class ForbiddenException extends FetchException {
    private static final long serialVersionUID = 1L;

    ForbiddenException(URI address) {
      super("it leads to " + shown(address) + ", which is not allowed", null);
    }
  }

  /** Which addresses a redirect may lead to. */
  interface Redirects {
    boolean allow(URI address) throws IOException;
  }

  private static final class BusyException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long pauseMillis;

    BusyException(int status, long pauseMillis) {
      super("it answered " + status);
      this.pauseMillis = pauseMillis;
    }
  }

  PoliteClient(String userAgent, double perSecond, int retries, int timeoutSeconds, int maxBytes) {
    this.userAgent = userAgent;
    this.retries = retries;
    this.timeoutSeconds = timeoutSeconds;
    this.maxBytes = maxBytes;
    this.pauseNanos = (long) (1e9 / perSecond);
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(timeoutSeconds))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** Lengthens the pause between requests to a host, as its robots.txt may ask. */
  void pause(String host, long millis) {
    hostPauses.merge(host, millis * 1_000_000, Math::max);
  }

  /**
   * Gets an address.
   *
   * @param conditions headers such as {@code If-None-Match}
   * @param allowed which addresses a redirect may lead to
   * @return any answer below 500 but busy ones
   * @throws FetchException if there is none after all tries
   * @throws ForbiddenException if it leads to where it may not
   */
  Answer get(URI address, Map<String, String> conditions, Redirects allowed) throws IOException {
    URI at = checked(address);
    for (int hop = 0; hop <= REDIRECTS; hop++) {
      Answer answer = tried(at, conditions);
      String location = answer.header("location");
      boolean redirects = answer.status() / 100 == 3 && answer.status() != 304;
      if (!redirects || location.isEmpty()) {
        return answer;
      }
      at = checked(at, location);
      if (!allowed.allow(at)) {
        throw new ForbiddenException(at);
      }
    }
    throw new FetchException(shown(address) + " redirects more than " + REDIRECTS + " times", null);
  }

  private Answer tried(URI address, Map<String, String> conditions) throws FetchException {
    long pause = FIRST_PAUSE_MILLIS;
    for (int tries = 1; ; tries++) {
      try {
        return once(address, conditions);
      } catch (LimitedBody.TooLongException e) {
        throw new FetchException(shown(address) + ": " + e.getMessage(), e);
      } catch (IOException e) {
        if (tries > retries) {
          String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
          throw new FetchException(
              "%s failed %d times, at last: %s".formatted(shown(address), tries, reason), e);
        }
        long asked = e instanceof BusyException busy ? busy.pauseMillis : 0;
        sleep(Math.max(pause, asked) * 1_000_000);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      }
    }
  }

  private Answer once(URI address, Map<String, String> conditions) throws IOException {
    waitForHost(address.getHost());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).header("User-Agent", userAgent).GET();
    conditions.forEach(request::header);
    HttpResponse<byte[]> response = send(request.build());
    int status = response.statusCode();
    if (TEMPORARY.contains(status) || status >= 500) {
      throw new BusyException(status, retryAfterMillis(response));
    }
    Map<String, String> headers = new HashMap<>();
    response.headers().map().forEach((k, v) -> headers.put(k.toLowerCase(Locale.ROOT), v.get(0)));
    return new Answer(address, status, Map.copyOf(headers), response.body());
  }

  /** The time limit holds for the whole answer: a body that trickles must not hang the run. */
  private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, info -> new LimitedBody(maxBytes));
    try {
      return answer.get(timeoutSeconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("it did not answer in " + timeoutSeconds + " s", e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw interrupted(e);
    } catch (ExecutionException e) {
      for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
        if (cause instanceof LimitedBody.TooLongException tooLong) {
          throw tooLong;
        }
      }
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }

  private void waitForHost(String host) {
    long now = System.nanoTime();
    long wait = free.getOrDefault(host, now) - now;
    sleep(Math.max(0, wait));
    long pause = Math.max(pauseNanos, hostPauses.getOrDefault(host, 0L));
    free.put(host, System.nanoTime() + pause);
  }

  private static void sleep(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static SeekforgeException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new SeekforgeException("Cannot go on: fetching was interrupted; run again to go on", e);
  }

  private static URI checked(URI from, String location) throws FetchException {
    try {
      return checked(from.resolve(location));
    } catch (IllegalArgumentException e) {
      throw new FetchException(shown(from) + " redirects to what is no address", e);
    }
  }

  private static URI checked(URI address) throws FetchException {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    boolean web = scheme.equals("http") || scheme.equals("https");
    if (!web || address.getHost() == null || address.getUserInfo() != null) {
      throw new FetchException(shown(address) + " is no http or https address", null);
    }
    return address;
  }

  /** An address without its query. */
  static String shown(URI address) {
    String text = address.toString();
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query);
  }

  private static long retryAfterMillis(HttpResponse<?> response) {
    String seconds = response.headers().firstValue("Retry-After").orElse("");
    return seconds.matches("\\d{1,5}")
        ? Math.min(1000 * Long.parseLong(seconds), LONGEST_PAUSE_MILLIS)
        : 0;
  }
}
