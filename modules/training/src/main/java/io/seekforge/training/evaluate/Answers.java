package io.seekforge.training.evaluate;

import io.seekforge.api.recipe.EvaluateSection;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.generate.Generator;
import io.seekforge.model.generate.Sampling;
import io.seekforge.training.resident.ModelContext;
import io.seekforge.training.resident.Resident;
import io.seekforge.training.rounds.FlatVector;
import io.seekforge.training.shard.EvaluationCase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Greedy answers to cases, computed in tasks of fixed size. */
final class Answers {
  private static final int CASES_PER_TASK = 4;

  private Answers() {}

  /**
   * One answer per case, in their order.
   *
   * @param section length of answers and repetition penalty
   * @param parameters trainable parameters, float32 little-endian; null for the base alone
   */
  static List<Answer> of(
      JavaSparkContext spark,
      Broadcast<ModelContext> model,
      List<EvaluationCase> cases,
      byte[] parameters,
      EvaluateSection section) {
    List<List<int[]>> prompts = new ArrayList<>();
    for (int from = 0; from < cases.size(); from += CASES_PER_TASK) {
      int to = Math.min(cases.size(), from + CASES_PER_TASK);
      prompts.add(
          new ArrayList<>(
              cases.subList(from, to).stream().map(EvaluationCase::promptIds).toList()));
    }
    if (prompts.isEmpty()) {
      return List.of();
    }
    Broadcast<byte[]> sent = parameters == null ? null : spark.broadcast(parameters);
    try {
      return spark
          .parallelize(prompts, prompts.size())
          .map(some -> answers(model.value(), some, sent, section))
          .collect()
          .stream()
          .flatMap(List::stream)
          .toList();
    } finally {
      if (sent != null) {
        sent.destroy();
      }
    }
  }

  private static List<Answer> answers(
      ModelContext model, List<int[]> prompts, Broadcast<byte[]> sent, EvaluateSection section) {
    try (Resident.Lease lease = Resident.lease(model.base(), null, 1)) {
      if (sent == null) {
        try (Generator generator = Generator.of(lease.model())) {
          return answers(generator, lease.model().config(), prompts, section);
        }
      }
      try (INDArray parameters = FlatVector.of(sent.value());
          Generator generator = Generator.of(lease.model(), model.trainable(), parameters)) {
        return answers(generator, lease.model().config(), prompts, section);
      }
    }
  }

  private static List<Answer> answers(
      Generator generator, ModelConfig config, List<int[]> prompts, EvaluateSection section) {
    Set<Integer> stop = new HashSet<>(config.eosTokenIds());
    List<Answer> answers = new ArrayList<>();
    for (int[] prompt : prompts) {
      int room =
          Math.max(0, Math.min(section.maxNewTokens(), config.maxPositions() - prompt.length));
      long start = System.nanoTime();
      Sampling sampling = new Sampling(room, 0, 1, section.repetitionPenalty(), stop, 0);
      int[] ids = generator.generate(prompt, sampling);
      answers.add(new Answer(ids, System.nanoTime() - start));
    }
    return answers;
  }
}
