package io.seekforge.text.fetch;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.FetchSection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One fetch of a recipe. A request whose answer is in the folder is not made again, unless the
 * recipe says {@code refresh}: then the server is asked whether it changed.
 */
public final class Fetch {
  private final FetchSection section;
  private final FetchFolder folder;
  private final PoliteClient client;
  private final String apiKey;
  private final Predicate<URI> allowed;
  private int requests;

  private Fetch(FetchSection section, String apiKey, Predicate<URI> allowed) throws IOException {
    this.section = section;
    this.apiKey = apiKey;
    this.allowed = allowed;
    this.folder = new FetchFolder(Path.of(section.into()));
    this.client =
        new PoliteClient(
            section.userAgent(),
            perSecond(section, apiKey),
            section.retries(),
            section.timeoutSeconds(),
            section.maxBytes());
  }

  /**
   * Brings what is missing into the section's folder.
   *
   * @param environment gives environment variables by name, null where there is none
   * @return the number of requests made
   * @throws SeekforgeException if a service cannot be used; what was fetched stays
   */
  public static int run(FetchSection section, Function<String, String> environment) {
    try {
      String key = key(section, environment);
      Fetch fetch = new Fetch(section, key, Collectors.allowed(section));
      Collectors.run(section, fetch);
      return fetch.requests;
    } catch (IOException e) {
      throw new SeekforgeException(
          "Cannot fetch %s into %s: %s; what was fetched is kept, run again to go on"
              .formatted(section.type(), section.into(), e.getMessage()),
          e);
    }
  }

  private static String key(FetchSection section, Function<String, String> environment) {
    if (section.apiKeyEnv().isEmpty()) {
      return "";
    }
    String key = environment.apply(section.apiKeyEnv());
    if (key == null || key.isBlank()) {
      throw new SeekforgeException(
          "Cannot fetch %s: the environment variable %s (api-key-env) is not set"
              .formatted(section.type(), section.apiKeyEnv()));
    }
    return key.strip();
  }

  private static double perSecond(FetchSection section, String apiKey) {
    if (section.perSecond() > 0) {
      return section.perSecond();
    }
    return switch (section.type()) {
      case "edgar" -> 10;
      case "crawl" -> 1;
      default -> apiKey.isEmpty() ? 3 : 10;
    };
  }

  FetchFolder folder() {
    return folder;
  }

  PoliteClient client() {
    return client;
  }

  String apiKey() {
    return apiKey;
  }

  byte[] content(FetchFolder.Entry entry) throws IOException {
    return folder.content(entry);
  }

  /**
   * The answer to a request.
   *
   * @param request its name in the log, without keys
   * @param file where a good answer goes; "" for one that is no document
   * @param changes whether the answer may change with time
   * @return the entry, with the answer's status
   */
  FetchFolder.Entry get(String request, URI address, String file, boolean changes)
      throws IOException {
    return get(request, address, file, changes, this::allows);
  }

  /** The answer to a request whose redirects are looked at by the caller. */
  FetchFolder.Entry get(
      String request, URI address, String file, boolean changes, PoliteClient.Redirects redirects)
      throws IOException {
    Optional<FetchFolder.Entry> known = folder.entry(request);
    if (known.isPresent() && !(changes && section.refresh())) {
      return known.get();
    }
    PoliteClient.Answer answer;
    try {
      requests++;
      answer = client.get(address, conditions(known), redirects);
    } catch (PoliteClient.FetchException e) {
      if (e.getCause() instanceof LimitedBody.TooLongException) {
        return folder.nothing(request, 0, e.getCause().getMessage());
      }
      throw e;
    }
    if (answer.status() == 304 && known.isPresent()) {
      return known.get();
    }
    return answer.status() == 200
        ? folder.keep(request, answer, file, answer.header("content-type"))
        : folder.nothing(request, answer.status(), "answered " + answer.status());
  }

  /** Whether an address is one of the service or of the crawl's hosts. */
  boolean allows(URI address) {
    return allowed.test(address);
  }

  private static Map<String, String> conditions(Optional<FetchFolder.Entry> known) {
    Map<String, String> conditions = new LinkedHashMap<>();
    known
        .map(FetchFolder.Entry::etag)
        .filter(tag -> !tag.isEmpty())
        .ifPresent(tag -> conditions.put("If-None-Match", tag));
    known
        .map(FetchFolder.Entry::modified)
        .filter(date -> !date.isEmpty())
        .ifPresent(date -> conditions.put("If-Modified-Since", date));
    return conditions;
  }

  /** An answer that the collector cannot do without. */
  byte[] need(String request, URI address, boolean changes) throws IOException {
    FetchFolder.Entry entry = get(request, address, "", changes);
    if (entry.status() != 200) {
      throw new PoliteClient.FetchException(
          PoliteClient.shown(address) + " answered " + entry.status(), null);
    }
    return folder.content(entry);
  }
}
