package io.seekforge.model.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.PackedSequence;
import io.seekforge.model.CausalModel;
import io.seekforge.model.LoraConfig;
import io.seekforge.model.LossSum;
import io.seekforge.model.MixtureConfig;
import io.seekforge.model.ModelWorker;
import io.seekforge.model.MoeConfig.Gate;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.Precision;
import io.seekforge.model.RouterLosses;
import io.seekforge.model.TinyModels;
import io.seekforge.model.checkpoint.MixtureAdapter;
import io.seekforge.model.checkpoint.PeftAdapter;
import io.seekforge.model.checkpoint.SafetensorsFile;
import io.seekforge.model.optim.AdamW;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** LoRA experts over a shared feed-forward. Expected values: src/test/python/make_mixture.py. */
final class MixtureTest {
  private static final Path CASE = Path.of("src/test/resources/parity/llama-biases");
  private static final MixtureConfig MIXTURE =
      new MixtureConfig(new LoraConfig(2, 6, 0, false, MixtureConfig.TARGETS), 3, 2);
  private static final double TOLERANCE = 1e-3;

  @TempDir Path folder;

  @Test
  void logitsGradientsAndCurveAreThoseOfPyTorch() throws IOException {
    SafetensorsFile expected =
        SafetensorsFile.open(Path.of("src/test/resources/mixture.safetensors"));
    RouterLosses losses = new RouterLosses(RouterLosses.Form.BATCH, 0.3, 0);
    List<PackedSequence> rows = rows();
    float[] curve = expected.floats("curve");
    try (CausalModel model = CausalModel.load(CASE.resolve("model"), Precision.FP32);
        ModelWorker worker = model.worker(MIXTURE, losses, false, 2)) {
      ParameterLayout layout = model.layout(MIXTURE);
      INDArray parameters = vector(expected, "", layout);
      worker.use(parameters);
      assertLogits(worker, rows, expected.floats("logits"));
      AdamW optimizer = new AdamW(layout.size(), 0.9, 0.999, 1e-8, 0);
      for (int step = 0; step < curve.length / 2; step++) {
        INDArray gradient = Nd4j.zeros(DataType.FLOAT, layout.size());
        LossSum sum = LossSum.ZERO;
        worker.use(parameters.dup());
        for (PackedSequence row : rows) {
          sum = sum.plus(worker.gradient(row, gradient));
        }
        gradient.divi(sum.labelTokens());
        assertThat(sum.mean()).isCloseTo(curve[2 * step], within(TOLERANCE * curve[2 * step]));
        assertThat(sum.routers().balance() / sum.labelTokens())
            .isCloseTo(curve[2 * step + 1], within(TOLERANCE * curve[2 * step + 1]));
        if (step == 0) {
          assertSame(expected, "grad.", layout, gradient);
        }
        optimizer.step(parameters, gradient, 2e-3);
      }
      assertSame(expected, "final.", layout, parameters);
    }
  }

  private static void assertLogits(
      ModelWorker worker, List<PackedSequence> rows, float[] reference) {
    int at = 0;
    for (PackedSequence row : rows) {
      for (float logit : worker.logits(row)) {
        assertThat(logit).isCloseTo(reference[at++], within(1e-3f));
      }
    }
    assertThat(at).isEqualTo(reference.length);
  }

  private static INDArray vector(SafetensorsFile file, String prefix, ParameterLayout layout) {
    INDArray vector = Nd4j.zeros(DataType.FLOAT, layout.size());
    for (ParameterLayout.Entry entry : layout.entries()) {
      float[] values = file.floats(prefix + entry.name());
      for (int i = 0; i < values.length; i++) {
        vector.putScalar(entry.offset() + i, values[i]);
      }
    }
    return vector;
  }

  private static void assertSame(
      SafetensorsFile expected, String prefix, ParameterLayout layout, INDArray vector) {
    for (ParameterLayout.Entry entry : layout.entries()) {
      float[] reference = expected.floats(prefix + entry.name());
      double distance = 0;
      double norm = 0;
      for (int i = 0; i < reference.length; i++) {
        distance += Math.pow((double) vector.getFloat(entry.offset() + i) - reference[i], 2);
        norm += Math.pow(reference[i], 2);
      }
      assertThat(Math.sqrt(distance))
          .as(entry.name())
          .isLessThanOrEqualTo(TOLERANCE * Math.sqrt(norm));
    }
  }

  @Test
  void aMixtureOfEqualBranchesIsTheBranch() {
    LoraConfig lora = MIXTURE.lora();
    try (CausalModel model = CausalModel.load(CASE.resolve("model"), Precision.FP32);
        ModelWorker branch = model.worker(lora);
        ModelWorker mixture = model.worker(MIXTURE)) {
      ParameterLayout own = model.layout(lora);
      INDArray values = Nd4j.rand(DataType.FLOAT, own.size()).muli(0.1);
      PeftAdapter.write(folder.resolve("branch"), lora, own, values, "base");
      PeftAdapter adapter = PeftAdapter.read(folder.resolve("branch"));

      ParameterLayout layout = model.layout(MIXTURE);
      INDArray initial = model.initialParameters(MIXTURE, 5);
      MixtureAdapter.fromBranches(MIXTURE, layout, initial, List.of(adapter, adapter, adapter));
      MixtureAdapter.write(folder.resolve("mixture"), MIXTURE, layout, initial, "base", 0.01);
      MixtureAdapter read = MixtureAdapter.read(folder.resolve("mixture"));
      assertThat(read.config()).isEqualTo(MIXTURE);
      assertThat(read.parameters(layout)).isEqualTo(initial);

      PackedSequence row = rows().get(0);
      branch.use(values);
      mixture.use(read.parameters(layout));
      float[] one = branch.logits(row);
      float[] all = mixture.logits(row);
      for (int i = 0; i < one.length; i++) {
        assertThat(all[i]).isCloseTo(one[i], within(1e-4f));
      }
      PeftAdapter.write(
          folder.resolve("other"),
          new LoraConfig(2, 7, 0, false, MixtureConfig.TARGETS),
          own,
          values,
          "base");
      PeftAdapter other = PeftAdapter.read(folder.resolve("other"));
      assertThatThrownBy(
              () ->
                  MixtureAdapter.fromBranches(
                      MIXTURE, layout, initial, List.of(adapter, other, adapter)))
          .hasMessageContaining("rank or scale differ from the mixture's");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void onlyDenseModelsGetOne() {
    assertThatThrownBy(
            () -> ParameterLayout.of(TinyModels.experts(Gate.SIGMOID_CORRECTED), MIXTURE))
        .hasMessageContaining("Cannot add experts to a model that has some (deepseek_v3)");
    assertThatThrownBy(() -> new MixtureConfig(MIXTURE.lora(), 2, 3))
        .hasMessageContaining("Invalid mixture of 2 experts, 3 for each token");
    LoraConfig dropping = new LoraConfig(2, 4, 0.1, false, MixtureConfig.TARGETS);
    assertThatThrownBy(() -> new MixtureConfig(dropping, 2, 1))
        .hasMessageContaining("Cannot train a mixture with DoRA or dropout");
  }

  private static List<PackedSequence> rows() throws IOException {
    JsonNode json = new ObjectMapper().readTree(CASE.resolve("case.json").toFile());
    List<PackedSequence> rows = new ArrayList<>();
    for (int i = 0; i < json.get("input_ids").size(); i++) {
      int[] ids = numbers(json.get("input_ids").get(i));
      rows.add(PackedSequence.single(ids, numbers(json.get("labels").get(i)), "row"));
    }
    return rows;
  }

  private static int[] numbers(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
  }
}
