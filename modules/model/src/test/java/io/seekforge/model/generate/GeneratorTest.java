package io.seekforge.model.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.PackedSequence;
import io.seekforge.model.CausalModel;
import io.seekforge.model.LoraConfig;
import io.seekforge.model.MixtureConfig;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.ModelWorker;
import io.seekforge.model.MoeConfig;
import io.seekforge.model.Precision;
import io.seekforge.model.SharedData;
import io.seekforge.model.TinyModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class GeneratorTest {

  @Test
  void reproducesTheGreedyTextOfStories260K() throws IOException {
    Path folder = SharedData.path("models/stories260K");
    JsonNode expected = new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
    int[] ids = new ObjectMapper().convertValue(expected.get("greedy_ids"), int[].class);
    try (CausalModel model = CausalModel.load(folder, Precision.FP32);
        Generator generator = Generator.of(model)) {
      int[] answer = generator.generate(new int[] {ids[0]}, Sampling.greedy(200, Set.of()));
      assertThat(answer).isEqualTo(Arrays.copyOfRange(ids, 1, ids.length));
    }
  }

  static Stream<ModelConfig> models() {
    return Stream.of(
        TinyModels.qwen3(),
        TinyModels.latent(0),
        TinyModels.experts(MoeConfig.Gate.SIGMOID_CORRECTED));
  }

  /** With a cache and in a batch, greedy tokens are those of whole passes. */
  @ParameterizedTest
  @MethodSource("models")
  void agreesWithPassesOverTheWholeText(ModelConfig config) {
    try (CausalModel model = CausalModel.random(config, 2, Precision.FP32);
        Generator generator = Generator.of(model);
        ModelWorker worker = model.worker(null)) {
      List<int[]> prompts = List.of(new int[] {3, 9, 4}, new int[] {7}, new int[] {1, 2, 3, 4, 5});
      List<int[]> answers = generator.generate(prompts, Sampling.greedy(12, Set.of()));
      for (int i = 0; i < prompts.size(); i++) {
        assertThat(answers.get(i)).isEqualTo(wholePasses(worker, prompts.get(i), 12));
        assertThat(generator.generate(prompts.get(i), Sampling.greedy(12, Set.of())))
            .isEqualTo(answers.get(i));
      }
    }
  }

  /** The same with experts that are adapters, whose router sees one row at a time. */
  @Test
  void aMixtureOfAdaptersAgreesWithWholePasses() {
    LoraConfig lora = new LoraConfig(2, 6, 0, false, MixtureConfig.TARGETS);
    MixtureConfig mixture = new MixtureConfig(lora, 3, 2);
    try (CausalModel model = CausalModel.random(TinyModels.llama(false), 2, Precision.FP32);
        ModelWorker worker = model.worker(mixture)) {
      INDArray values = Nd4j.randn(DataType.FLOAT, model.layout(mixture).size());
      worker.use(values);
      List<int[]> prompts = List.of(new int[] {3, 9, 4}, new int[] {7}, new int[] {1, 2, 3, 4, 5});
      try (Generator generator = Generator.of(model, mixture, values, 2)) {
        List<int[]> answers = generator.generate(prompts, Sampling.greedy(12, Set.of()));
        for (int i = 0; i < prompts.size(); i++) {
          assertThat(answers.get(i)).isEqualTo(wholePasses(worker, prompts.get(i), 12));
        }
      }
    }
  }

  private static int[] wholePasses(ModelWorker worker, int[] prompt, int count) {
    int[] ids = prompt;
    for (int i = 0; i < count; i++) {
      float[] logits = worker.logits(PackedSequence.single(ids, ids, "text"));
      int vocabulary = logits.length / ids.length;
      float[] last = Arrays.copyOfRange(logits, logits.length - vocabulary, logits.length);
      ids = Arrays.copyOf(ids, ids.length + 1);
      ids[ids.length - 1] = Sampler.highest(last);
    }
    return Arrays.copyOfRange(ids, prompt.length, ids.length);
  }

  @Test
  void stopsBeforeAStopToken() {
    try (CausalModel model = CausalModel.random(TinyModels.llama(true), 2, Precision.FP32);
        Generator generator = Generator.of(model)) {
      int[] prompt = {3, 9};
      int[] free = generator.generate(prompt, Sampling.greedy(10, Set.of()));
      int stop = free[4];
      int[] stopped = generator.generate(prompt, Sampling.greedy(10, Set.of(stop)));
      int first = 0;
      while (free[first] != stop) {
        first++;
      }
      assertThat(stopped).isEqualTo(Arrays.copyOf(free, first));
      assertThat(generator.generate(prompt, Sampling.greedy(0, Set.of()))).isEmpty();
    }
  }

  @Test
  void drawsDependOnTheSeedAndFollowTheDistribution() {
    float[] logits = {0f, (float) Math.log(3), -50f, (float) Math.log(6)};
    int[] counts = new int[4];
    Sampler sampler = new Sampler(new Sampling(1, 1, 1, 1, Set.of(), 5), new int[0], 0);
    for (int i = 0; i < 20_000; i++) {
      counts[sampler.next(logits.clone())]++;
    }
    assertThat(counts[0]).isBetween(1800, 2200);
    assertThat(counts[1]).isBetween(5700, 6300);
    assertThat(counts[2]).isZero();
    assertThat(draws(logits, 1, 9))
        .isEqualTo(draws(logits, 1, 9))
        .isNotEqualTo(draws(logits, 1, 8));
    // 0.6 and 0.3 reach 0.85, so the third is never drawn
    assertThat(draws(logits, 0.85, 9)).contains(1, 3).doesNotContain(0, 2);
    assertThat(draws(logits, 0.5, 9)).containsOnly(3);
  }

  private static List<Integer> draws(float[] logits, double topP, long seed) {
    Sampler sampler = new Sampler(new Sampling(1, 1, topP, 1, Set.of(), seed), new int[0], 0);
    List<Integer> tokens = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      tokens.add(sampler.next(logits.clone()));
    }
    return tokens;
  }

  @Test
  void penaltyTurnsFromWhatIsThere() {
    Sampling sampling = new Sampling(1, 0, 1, 2, Set.of(), 0);
    Sampler sampler = new Sampler(sampling, new int[] {1}, 0);
    assertThat(sampler.next(new float[] {2f, 3f, -1f})).isZero();
    assertThat(sampler.next(new float[] {-0.5f, -0.6f, -0.9f})).isEqualTo(2);
  }
}
