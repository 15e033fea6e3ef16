package io.seekforge.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.seekforge.api.Document;
import io.seekforge.api.LedgerEntry;
import io.seekforge.api.Message;
import io.seekforge.api.recipe.AugmentSection;
import io.seekforge.api.recipe.AugmentSection.AdversarialSection;
import io.seekforge.api.recipe.AugmentSection.CostSection;
import io.seekforge.api.recipe.AugmentSection.QuestionSection;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.text.adversarial.SentenceEnds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Variants of all kinds, against a real HTTP server and, where it is installed, Apertium. */
final class AugmentKindsTest {
  private static final int SENTENCES = 500;
  private static final String TEXT =
      "Gout is a form of arthritis that comes suddenly. It often starts in the big toe at night."
          + " About 4 of 100 adults in this country have had it at least once in their lives.";

  private final Map<String, Integer> answered = new ConcurrentHashMap<>();
  private final AtomicInteger calls = new AtomicInteger();
  private HttpServer server;
  private int healthy = Integer.MAX_VALUE;
  private UnaryOperator<String> model = text -> text;

  @TempDir private Path folder;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/chat/completions", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void faultsKeepAnswersAndQuestionsAreKeptOnlyIfTheDocumentAnswersThem() {
    Document plain = document("plain", TEXT);
    Document broken = document("broken", "This text makes the model say what is no JSON at all.");
    Document number = document("number", "12 345 6789");
    Document test = document("test", "The cat sat on the mat in a sunny place.").withSplit("test");
    Document asked =
        Document.collected(
                "",
                List.of(
                    new Message(
                        "user", "Which disease comes suddenly and often starts in the toe?"),
                    new Message("assistant", "Gout is the disease")),
                "s",
                "asked",
                "f",
                0,
                Map.of("lang", "en"))
            .withSplit("train");
    model =
        prompt ->
            prompt.contains("no JSON")
                ? "Certainly! Here are the questions."
                : """
                  [{"question": "Where does gout often start?", "answer": "In the big toe",
                    "quote": "It often starts in the big toe"},
                   {"question": "How many adults have had gout?", "answer": "About 5 of 100",
                    "quote": "About 4 of 100 adults"},
                   {"question": "Who discovered the cause of gout?", "answer": "A doctor",
                    "quote": "A doctor discovered it"},
                   {"question": "Is this one too many?", "answer": "arthritis",
                    "quote": "a form of arthritis"}]
                  """;
    AugmentSection section =
        section(
            "none",
            new CostSection(2, 8, 0),
            new AdversarialSection(AdversarialSection.KINDS, 0.1, 1),
            new QuestionSection(3, "", 8000, 0.6, 1));
    Stage stage = run(section, List.of(plain, broken, number, test, asked), "1");

    List<Document> made = variants(stage);
    List<String> expected = new ArrayList<>(List.of("plain questions:1"));
    for (String key : List.of("plain", "broken", "asked")) {
      AdversarialSection.KINDS.forEach(kind -> expected.add(key + " adversarial:" + kind));
    }
    assertThat(made)
        .extracting(variant -> variant.key() + " " + variant.metadata().get("augmented_by"))
        .containsExactlyInAnyOrderElementsOf(expected);
    Map<String, Document> parents = Map.of("plain", plain, "broken", broken, "asked", asked);
    for (Document variant : made) {
      assertThat(variant.split()).isEqualTo("train");
      assertThat(variant.parent()).isEqualTo(parents.get(variant.key()).id());
      assertThat(variant.text()).isNotEqualTo(parents.get(variant.key()).text());
      if (variant.key().equals("asked")) {
        assertThat(variant.messages().get(1)).isEqualTo(asked.messages().get(1));
      }
      if (variant.metadata().containsValue("questions:1")) {
        assertThat(variant.messages())
            .containsExactly(
                new Message("user", "Where does gout often start?"),
                new Message("assistant", "In the big toe"));
      }
    }
    assertThat(stage.counts().reasons())
        .containsEntry("keep_adversarial_unchanged", 1L)
        .containsEntry("keep_question_invalid_json", 1L);
    assertThat(stage.entry(plain.id(), "question_number_not_quoted").value()).isEqualTo("5");
    assertThat(stage.entry(plain.id(), "question_quote_not_found").detail())
        .isEqualTo("number=3 question=\"Who discovered the cause of gout?\"");
    assertThat(stage.entry(plain.id(), "question_not_asked_for").threshold()).isEqualTo("3");
    assertThat(stage.entry(broken.id(), "question_invalid_json").action())
        .isEqualTo(LedgerEntry.Action.KEEP);
    assertThat(stage.counts().figures())
        .containsEntry("documents_chosen", 4.0)
        .containsEntry("prompt_tokens", 3000.0)
        .containsEntry("completion_tokens", 1500.0)
        .containsEntry("cost", (3000 * 2 + 1500 * 8) / 1e6)
        .containsEntry("variants", 13.0)
        .containsEntry("variants_adversarial:typos", 3.0)
        .containsEntry("variants_questions", 1.0);
    assertThat(calls).hasValue(3);
  }

  @Test
  void aBudgetStopsTheStageAndKeepsWhatWasPaidFor() {
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      documents.add(document("d" + i, TEXT + " Case " + i + "."));
    }
    model = prompt -> "[]";
    // An answer costs 0.006: ten of them over all tasks, and those in flight when the limit falls.
    AugmentSection small = questions(new CostSection(2, 8, 0.06));
    assertThatThrownBy(() -> run(small, documents, "1"))
        .hasStackTraceContaining("Cannot stay within augment.costs.budget 0.06");
    int spent = calls.get();
    assertThat(spent).isBetween(1, 30);
    // Nothing that was paid for is asked again: the second run stops where the first did.
    assertThatThrownBy(() -> run(small, documents, "2"))
        .hasStackTraceContaining("raise the budget, or ask for less, and run again");
    assertThat(answered.values()).containsOnly(1);
    assertThat(calls.get()).isBetween(spent, spent + 16);
  }

  @Test
  void sentencesOfMedquadThroughAnEndpointThatDiesHalfWay() throws IOException {
    List<Document> documents = medquad();
    model =
        text ->
            text.replace(" usually ", " often ")
                .replace(" may ", " might ")
                .replace(" people ", " persons ")
                .replace(" is ", " is here ")
                .replace(" 1", " one");
    AugmentSection section = translator("openai");
    healthy = 400;
    assertThatThrownBy(() -> run(section, documents, "1")).hasStackTraceContaining("answered 401");
    assertThat(answered).hasSizeBetween(390, 400);
    healthy = Integer.MAX_VALUE;
    Stage stage = run(section, documents, "2");
    assertThat(answered.values()).containsOnly(1);
    assertJudged(stage);
  }

  @Test
  void sentencesOfMedquadThroughApertium() throws IOException {
    Assumptions.assumeTrue(
        Files.exists(Path.of("/usr/share/apertium/modes/eng-spa.mode")),
        "apertium with eng-spa is not installed (apt-get install apertium apertium-eng-spa)");
    List<Document> documents = medquad();
    Stage stage = run(translator("apertium"), documents, "1");
    assertJudged(stage);
    assertThat(variants(stage)).hasSizeGreaterThan(50);
    assertThat(variants(stage).get(0).text()).doesNotContain("*", "@", "#");
  }

  @Test
  void aMissingPairStopsTheStageBeforeItStarts() {
    AugmentSection section = translator("apertium");
    Document document = document("a", TEXT).withLang("eo");
    assertThatThrownBy(() -> run(section, List.of(document), "1"))
        .hasMessageContaining("Cannot translate eo to es and back: Apertium has only");
  }

  private static void assertJudged(Stage stage) {
    long kept = variants(stage).size();
    long rejected = stage.ledger().stream().map(LedgerEntry::documentId).distinct().count();
    assertThat(kept + rejected).isEqualTo(SENTENCES);
    assertThat(kept).isPositive();
    assertThat(rejected).isPositive();
    assertThat(stage.counts().figures()).containsEntry("documents_chosen", (double) SENTENCES);
  }

  private static List<Document> medquad() throws IOException {
    List<Document> documents = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> all = Files.list(SharedData.at("medquad/1_CancerGov_QA"))) {
      files = all.sorted().toList();
    }
    for (Path file : files) {
      String answers =
          Jsoup.parse(Files.readString(file), "", Parser.xmlParser()).select("Answer").text();
      for (String sentence : SentenceEnds.statements(answers, 40)) {
        Document document = document(sentence, sentence);
        if (documents.stream().noneMatch(other -> other.text().equals(sentence))) {
          documents.add(document);
        }
        if (documents.size() == SENTENCES) {
          return documents;
        }
      }
    }
    throw new IOException("too few sentences");
  }

  private Stage run(AugmentSection section, List<Document> documents, String name) {
    Recipe recipe = new Recipes().augment(section).build();
    return Stage.run(new AugmentJob(), recipe, documents, folder.resolve("run/" + name));
  }

  private static List<Document> variants(Stage stage) {
    return stage.documents().stream().filter(document -> !document.parent().isEmpty()).toList();
  }

  private static Document document(String key, String text) {
    return Document.collected(text, List.of(), "s", key, "f", 0, Map.of("lang", "en"))
        .withSplit("train");
  }

  private AugmentSection translator(String name) {
    return section(
        name,
        new CostSection(0, 0, 0),
        new AdversarialSection(List.of(), 0.1, 1),
        new QuestionSection(0, "", 8000, 0.6, 1));
  }

  private AugmentSection questions(CostSection costs) {
    return section(
        "none",
        costs,
        new AdversarialSection(List.of(), 0.1, 1),
        new QuestionSection(3, "", 8000, 0.6, 1));
  }

  private AugmentSection section(
      String translator,
      CostSection costs,
      AdversarialSection adversarial,
      QuestionSection questions) {
    return new AugmentSection(
        translator,
        "http://127.0.0.1:" + server.getAddress().getPort(),
        "m",
        "",
        List.of("es"),
        1.0,
        0.05,
        0.95,
        4,
        1,
        20,
        "/usr/share/apertium",
        costs,
        adversarial,
        questions);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean well = calls.incrementAndGet() <= healthy;
    ObjectMapper json = new ObjectMapper();
    var messages = json.readTree(request).path("messages");
    String text = model.apply(messages.path(messages.size() - 1).path("content").asText());
    String answer =
        "{\"choices\":[{\"message\":{\"content\":"
            + json.writeValueAsString(text)
            + "}}],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":500}}";
    if (well) {
      answered.merge(request, 1, Integer::sum);
    }
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(well ? 200 : 401, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
