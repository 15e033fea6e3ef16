package io.seekforge.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seekforge.text.translate.ApertiumTranslator;
import io.seekforge.text.translate.TranslationFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * An OpenAI-compatible chat endpoint on the loopback address that translates with Apertium. It can
 * hold its answers back after some, so that a client can be killed half-way.
 */
public final class ApertiumServer implements AutoCloseable {
  private static final Path DATA = Path.of("/usr/share/apertium");
  private static final Map<String, String> TAGS = Map.of("English", "en", "Spanish", "es");
  private static final Pattern TASK = Pattern.compile("from (\\p{L}+) to (\\p{L}+)\\.");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ApertiumTranslator engine = new ApertiumTranslator(DATA, 60);
  private final HoldingServer server = new HoldingServer(this::answer);

  public ApertiumServer() throws IOException {}

  /** Skips the test, with a word, where apertium-eng-spa is not installed. */
  public static void assumeInstalled() {
    Assumptions.assumeTrue(
        Files.exists(DATA.resolve("modes/eng-spa.mode"))
            && Files.exists(DATA.resolve("modes/spa-eng.mode")),
        "apertium-eng-spa is not installed");
  }

  public String address() {
    return server.address();
  }

  /** From so many answers on requests are held back. */
  public void limit(int answers) {
    server.limit(answers);
  }

  /** Bodies of the requests that were answered, in their order. */
  public List<String> answered() {
    return server.answered();
  }

  /** Bodies of the requests that were held back. */
  public Set<String> held() {
    return server.held();
  }

  private HoldingServer.Answer answer(String body) throws IOException {
    JsonNode messages = JSON.readTree(body).path("messages");
    Matcher task = TASK.matcher(messages.path(0).path("content").asText());
    ObjectNode answer = JSON.createObjectNode();
    int status = 200;
    try {
      if (!task.find()) {
        throw new TranslationFailure("no_task", "no languages in " + messages);
      }
      String text = messages.path(1).path("content").asText();
      String translation =
          engine.translate(text, TAGS.get(task.group(1)), TAGS.get(task.group(2))).text();
      answer.putArray("choices").addObject().putObject("message").put("content", translation);
      // Words stand for tokens.
      answer
          .putObject("usage")
          .put("prompt_tokens", text.split("\\s+").length)
          .put("completion_tokens", translation.split("\\s+").length);
    } catch (TranslationFailure e) {
      status = 422;
      answer.put("error", e.getMessage());
    }
    return new HoldingServer.Answer(status, answer.toString());
  }

  @Override
  public void close() {
    server.close();
    engine.close();
  }
}
