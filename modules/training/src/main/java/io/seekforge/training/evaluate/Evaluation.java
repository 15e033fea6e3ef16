package io.seekforge.training.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seekforge.api.recipe.EvaluateSection;
import io.seekforge.model.LossSum;
import io.seekforge.training.resident.ModelContext;
import io.seekforge.training.rounds.Values;
import io.seekforge.training.shard.EvaluationCase;
import io.seekforge.training.store.HadoopFolder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Base and tuned side by side, on the same sequences and cases ({@code docs/spec/evaluation.md}).
 */
public final class Evaluation {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JavaSparkContext spark;
  private final Broadcast<ModelContext> model;
  private final EvaluateSection section;
  private final Function<int[], String> decoder;

  /**
   * What is asked.
   *
   * @param heldOut sequences for loss and perplexity
   * @param cases questions for generation
   * @param general sequences that show forgetting; empty without a general set
   */
  public record Questions(List<Chunk> heldOut, List<EvaluationCase> cases, List<Chunk> general) {}

  private record Column(ModelScores scores, List<String> answers) {}

  /**
   * @param decoder text of the tokens that a model wrote
   */
  public Evaluation(
      JavaSparkContext spark,
      Broadcast<ModelContext> model,
      EvaluateSection section,
      Function<int[], String> decoder) {
    this.spark = spark;
    this.model = model;
    this.section = section;
    this.decoder = decoder;
  }

  /**
   * Scores both and writes {@code evaluation.json} and {@code predictions.jsonl}.
   *
   * @param parameters the tuned ones, float32 little-endian
   * @param domains what was measured by domain; null: nothing
   * @return the figures of {@code evaluation.json} that are the same in every run, as {@code
   *     base_loss}, {@code tuned_loss}, …
   */
  public SortedMap<String, Double> run(
      Questions questions, byte[] parameters, ObjectNode domains, HadoopFolder output) {
    Column base = column(questions, null);
    Column tuned = column(questions, parameters);
    ObjectNode json = JSON.createObjectNode();
    json.put("format", 1);
    json.put("split", section.split());
    base.scores().addTo(json.putObject("base"));
    tuned.scores().addTo(json.putObject("tuned"));
    if (domains != null) {
      json.set("domains", domains);
    }
    output.write("predictions.jsonl", predictions(questions.cases(), base, tuned));
    output.write(
        "evaluation.json", (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
    SortedMap<String, Double> figures = new TreeMap<>();
    for (String name : List.of("base", "tuned")) {
      json.get(name)
          .fields()
          .forEachRemaining(
              field -> {
                if (field.getValue().isNumber() && !field.getKey().startsWith("latency")) {
                  figures.put(name + "_" + field.getKey(), field.getValue().asDouble());
                }
              });
    }
    return figures;
  }

  private Column column(Questions questions, byte[] parameters) {
    Values values = parameters == null ? null : new Values(parameters);
    LossSum heldOut = HeldOutLoss.of(spark, model, questions.heldOut(), values);
    LossSum general =
        questions.general().isEmpty()
            ? null
            : HeldOutLoss.of(spark, model, questions.general(), values);
    CaseAnswers answers =
        CaseAnswers.of(spark, model, questions.cases(), parameters, section, decoder);
    return new Column(new ModelScores(heldOut, answers.scores(), general), answers.texts());
  }

  private byte[] predictions(List<EvaluationCase> cases, Column base, Column tuned) {
    Match match = Match.of(section.match());
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < cases.size(); i++) {
      EvaluationCase asked = cases.get(i);
      ObjectNode line = JSON.createObjectNode();
      line.put("document_id", asked.documentId());
      line.put("prompt", asked.prompt());
      line.put("expected", asked.expected());
      line.put("base", base.answers().get(i));
      line.put("tuned", tuned.answers().get(i));
      line.put("base_correct", match.accepts(base.answers().get(i), asked.expected()));
      line.put("tuned_correct", match.accepts(tuned.answers().get(i), asked.expected()));
      lines.append(line(line)).append('\n');
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String line(ObjectNode node) {
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
