package io.seekforge.text.embed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seekforge.api.ContentHash;
import io.seekforge.api.SeekforgeException;
import io.seekforge.text.translate.EndpointSettings;
import io.seekforge.text.translate.JsonEndpoint;
import io.seekforge.text.translate.KeptAnswer;
import io.seekforge.text.translate.Translation;
import io.seekforge.text.translate.TranslationCache;
import io.seekforge.text.translate.TranslationFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Vectors from an OpenAI-compatible {@code /embeddings} endpoint, several texts a request. Vectors
 * are kept by a hash of model and text, so that a text is asked for once. A request that is refused
 * is halved until the text that was meant stands alone. Safe for use by several threads.
 */
public final class EmbeddingEndpoint implements AutoCloseable {
  /** Part of the cache's keys: raised whenever the request changes. */
  private static final String VERSION = "embedding-1";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String model;
  private final int batch;
  private final TranslationCache cache;
  private final JsonEndpoint endpoint;

  /**
   * @param model name the endpoint expects
   * @param batch texts in a request
   * @param apiKey the endpoint's key, "" if it wants none; only ever sent, never stored or logged
   * @param cache where vectors are kept
   */
  public EmbeddingEndpoint(
      EndpointSettings settings, String model, int batch, String apiKey, TranslationCache cache) {
    this.model = model;
    this.batch = batch;
    this.cache = cache;
    this.endpoint = new JsonEndpoint(settings, "/embeddings", apiKey);
  }

  /**
   * What becomes of each text, in their order. A text that comes twice costs once.
   *
   * @throws SeekforgeException if the endpoint or the cache cannot be used
   */
  public List<Embedded> embed(List<String> texts) {
    Map<String, Embedded> known = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    try {
      for (String text : texts) {
        if (!known.containsKey(text)) {
          Optional<KeptAnswer> kept = cache.read(key(text));
          known.put(text, kept.map(EmbeddingEndpoint::opened).orElse(null));
          if (kept.isEmpty()) {
            missing.add(text);
          }
        }
      }
      for (int from = 0; from < missing.size(); from += batch) {
        ask(missing.subList(from, Math.min(missing.size(), from + batch)), known);
      }
    } catch (IOException e) {
      throw new SeekforgeException("Cannot use the cache of vectors: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SeekforgeException("Cannot ask the endpoint: interrupted", e);
    }
    return firstPays(texts, known);
  }

  /** Of a text that comes twice the first has its tokens. */
  private static List<Embedded> firstPays(List<String> texts, Map<String, Embedded> known) {
    List<Embedded> all = new ArrayList<>(texts.size());
    for (String text : texts) {
      Embedded one = known.get(text);
      all.add(one);
      known.put(text, new Embedded(one.vector(), 0, one.reason(), one.message()));
    }
    return all;
  }

  private void ask(List<String> texts, Map<String, Embedded> known)
      throws IOException, InterruptedException {
    List<KeptAnswer> answers;
    try {
      answers = endpoint.ask(body(texts), answer -> parsed(answer, texts));
    } catch (TranslationFailure e) {
      if (texts.size() > 1) {
        int half = texts.size() / 2;
        ask(texts.subList(0, half), known);
        ask(texts.subList(half, texts.size()), known);
      } else {
        known.put(texts.get(0), Embedded.none(e.reason(), e.getMessage()));
      }
      return;
    }
    for (int i = 0; i < texts.size(); i++) {
      cache.write(key(texts.get(i)), answers.get(i));
      known.put(texts.get(i), opened(answers.get(i)));
    }
  }

  /** Nothing more is asked; vectors that are on their way are still kept. */
  @Override
  public void close() {
    endpoint.close();
  }

  private String key(String text) {
    return ContentHash.of(VERSION, model, text);
  }

  private String body(List<String> texts) {
    ObjectNode body = JSON.createObjectNode().put("model", model).put("encoding_format", "float");
    ArrayNode input = body.putArray("input");
    texts.forEach(input::add);
    return body.toString();
  }

  /** An answer that is not one vector for each text is cut: it is asked for again. */
  private static List<KeptAnswer> parsed(byte[] answer, List<String> texts) throws IOException {
    JsonNode json = JSON.readTree(answer);
    JsonNode data = json.path("data");
    if (data.size() != texts.size()) {
      throw new IOException(
          "its answer holds %d vectors for %d texts".formatted(data.size(), texts.size()));
    }
    float[][] vectors = new float[texts.size()][];
    for (int i = 0; i < vectors.length; i++) {
      int index = data.get(i).path("index").asInt(i);
      if (index < 0 || index >= vectors.length || vectors[index] != null) {
        throw new IOException("its answer numbers the vectors wrongly: " + index);
      }
      vectors[index] = vector(data.get(i).path("embedding"));
    }
    return answers(vectors, texts, json.path("usage").path("prompt_tokens").asLong());
  }

  private static float[] vector(JsonNode numbers) throws IOException {
    float[] vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      if (!numbers.get(i).isNumber()) {
        throw new IOException("its answer holds a vector with \"" + numbers.get(i) + "\" in it");
      }
      vector[i] = numbers.get(i).floatValue();
    }
    float[] unit = Vector.unit(vector);
    if (unit == null) {
      throw new IOException("its answer holds a vector without a direction");
    }
    return unit;
  }

  /** Tokens of the request are dealt to the texts by their lengths; the sum stays. */
  private static List<KeptAnswer> answers(float[][] vectors, List<String> texts, long tokens) {
    long all = texts.stream().mapToLong(String::length).sum();
    long before = 0;
    List<KeptAnswer> answers = new ArrayList<>();
    for (int i = 0; i < vectors.length; i++) {
      long after = before + texts.get(i).length();
      long own = all == 0 ? 0 : tokens * after / all - tokens * before / all;
      before = after;
      String text = Base64.getEncoder().encodeToString(Vector.bytes(vectors[i]));
      answers.add(KeptAnswer.of(new Translation(text, own, 0)));
    }
    return answers;
  }

  private static Embedded opened(KeptAnswer answer) {
    Translation kept = answer.translation();
    return kept == null
        ? Embedded.none(answer.reason(), answer.message())
        : Embedded.of(Vector.of(Base64.getDecoder().decode(kept.text())), kept.promptTokens());
  }
}
