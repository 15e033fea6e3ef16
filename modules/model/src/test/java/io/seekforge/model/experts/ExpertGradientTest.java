package io.seekforge.model.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.PackedSequence;
import io.seekforge.api.SeekforgeException;
import io.seekforge.model.CausalModel;
import io.seekforge.model.ExpertParameters;
import io.seekforge.model.FullParameters;
import io.seekforge.model.LoraConfig;
import io.seekforge.model.LossSum;
import io.seekforge.model.ModelWorker;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.ParameterLayout.Entry;
import io.seekforge.model.Precision;
import io.seekforge.model.SharedData;
import io.seekforge.model.TinyModels;
import io.seekforge.model.Trainable;
import io.seekforge.model.checkpoint.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Expected values: src/test/python/make_experts.py. */
final class ExpertGradientTest {
  private static final Pattern EXPERT =
      Pattern.compile("grad\\.model\\.layers\\.(\\d+)\\.mlp\\.experts\\.(\\d+)\\.up_proj\\.weight");

  private Path folder;
  private SafetensorsFile expected;

  private void open(String name) {
    folder = SharedData.path("parity/" + name);
    expected = SafetensorsFile.open(Path.of("src/test/resources/experts/" + name + ".safetensors"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"deepseek-v2-lite", "deepseek-v2-groups-yarn", "deepseek-v3"})
  void gradientsAreThoseOfAutograd(String name) throws IOException {
    open(name);
    try (CausalModel model = CausalModel.load(folder.resolve("model"), Precision.FP32)) {
      long experts = compare(model, config(false, false));
      assertThat(compare(model, config(true, false))).isGreaterThan(experts);
      long all = compare(model, config(true, true));
      assertThat(all).isLessThan(model.layout(new FullParameters()).size());
      assertThat(compare(model, new ExpertConfig(new TreeMap<>(), false, true)))
          .isLessThan(all - experts);
    }
  }

  /** Returns the number of parameters. */
  private long compare(CausalModel model, ExpertConfig config) throws IOException {
    Trainable trainable = new ExpertParameters(config);
    ParameterLayout layout = model.layout(trainable);
    INDArray parameters = model.initialParameters(trainable, 0);
    compare(model, trainable, parameters, "loss", "grad.");
    return layout.size();
  }

  private void compare(
      CausalModel model, Trainable trainable, INDArray parameters, String loss, String prefix)
      throws IOException {
    ParameterLayout layout = model.layout(trainable);
    INDArray gradient = Nd4j.zeros(DataType.FLOAT, layout.size());
    LossSum sum = LossSum.ZERO;
    try (ModelWorker worker = model.worker(trainable)) {
      worker.use(parameters);
      for (PackedSequence sequence : sequences()) {
        sum = sum.plus(worker.gradient(sequence, gradient));
      }
    }
    float reference = expected.floats(loss)[0];
    assertThat(sum.mean()).isCloseTo(reference, within(1e-5 * reference));
    for (Entry entry : layout.entries()) {
      float[] wanted = expected.floats(prefix + entry.name());
      double distance = 0;
      double norm = 0;
      for (int i = 0; i < wanted.length; i++) {
        double actual = gradient.getFloat(entry.offset() + i) / sum.labelTokens();
        distance += Math.pow(actual - wanted[i], 2);
        norm += Math.pow(wanted[i], 2);
      }
      assertThat(norm).as(entry.name()).isPositive();
      assertThat(Math.sqrt(distance / norm)).as(entry.name()).isLessThan(1e-3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"deepseek-v2-lite", "deepseek-v2-groups-yarn", "deepseek-v3"})
  void adaptersOnChosenExpertsLikewise(String name) throws IOException {
    open(name);
    try (CausalModel model = CausalModel.load(folder.resolve("model"), Precision.FP32)) {
      LoraConfig lora =
          new LoraConfig(
              2, 6, 0, false, ExpertModules.linears(model.config(), config(false, false)));
      ParameterLayout layout = model.layout(lora);
      INDArray parameters = Nd4j.zeros(DataType.FLOAT, layout.size());
      for (Entry entry : layout.entries()) {
        float[] values = expected.floats("lora." + entry.name());
        for (int i = 0; i < values.length; i++) {
          parameters.putScalar(entry.offset() + i, values[i]);
        }
      }
      compare(model, lora, parameters, "lora_loss", "lora_grad.");
    }
  }

  /** The experts that the script took, with what the test asks for beside. */
  private ExpertConfig config(boolean shared, boolean rest) {
    SortedMap<Integer, List<Integer>> experts = new TreeMap<>();
    for (String name : expected.names()) {
      Matcher matcher = EXPERT.matcher(name);
      if (matcher.matches()) {
        experts
            .computeIfAbsent(Integer.parseInt(matcher.group(1)), layer -> new ArrayList<>())
            .add(Integer.parseInt(matcher.group(2)));
      }
    }
    assertThat(experts).isNotEmpty();
    return new ExpertConfig(experts, shared, rest);
  }

  private List<PackedSequence> sequences() throws IOException {
    JsonNode json = new ObjectMapper().readTree(folder.resolve("case.json").toFile());
    List<PackedSequence> sequences = new ArrayList<>();
    for (int i = 0; i < json.get("input_ids").size(); i++) {
      sequences.add(
          PackedSequence.single(
              numbers(json.get("input_ids").get(i)), numbers(json.get("labels").get(i)), "r" + i));
    }
    return sequences;
  }

  private static int[] numbers(JsonNode row) {
    return IntStream.range(0, row.size()).map(i -> row.get(i).asInt()).toArray();
  }

  @Test
  void denseModelsAndMissingExpertsAreRefused() {
    Trainable choice =
        new ExpertParameters(
            new ExpertConfig(new TreeMap<>(java.util.Map.of(1, List.of(9))), false, false));
    assertThatThrownBy(() -> ParameterLayout.of(TinyModels.llama(false), choice))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("the model (llama) is dense");
    assertThatThrownBy(
            () ->
                ParameterLayout.of(
                    TinyModels.experts(io.seekforge.model.MoeConfig.Gate.SOFTMAX_GREEDY), choice))
        .hasMessageContaining("layer 1 names expert 9, but the model has 6");
  }
}
