package io.seekforge.training.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seekforge.api.recipe.EvaluateSection;
import io.seekforge.training.resident.ModelContext;
import io.seekforge.training.shard.EvaluationCase;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * What one model answered, and how well.
 *
 * @param texts one answer per case
 * @param scores null without cases
 */
public record CaseAnswers(List<String> texts, CaseScores scores) {

  /**
   * Asks a model.
   *
   * @param parameters trainable parameters, float32 little-endian; null for the base alone
   * @param decoder text of the tokens that a model wrote
   */
  public static CaseAnswers of(
      JavaSparkContext spark,
      Broadcast<ModelContext> model,
      List<EvaluationCase> cases,
      byte[] parameters,
      EvaluateSection section,
      Function<int[], String> decoder) {
    List<Answer> answers = Answers.of(spark, model, cases, parameters, section);
    List<String> texts =
        answers.stream().map(answer -> decoder.apply(answer.ids()).strip()).toList();
    if (cases.isEmpty()) {
      return new CaseAnswers(texts, null);
    }
    return new CaseAnswers(
        texts,
        CaseScores.of(
            Match.of(section.match()),
            cases.stream().map(EvaluationCase::expected).toList(),
            texts,
            answers.stream().mapToLong(Answer::nanos).toArray()));
  }

  /** Adds their number and, if there are any, their quality; times are left out. */
  public void addTo(ObjectNode json) {
    json.put("cases", texts.size());
    if (scores != null) {
      scores.addQualityTo(json);
    }
  }
}
