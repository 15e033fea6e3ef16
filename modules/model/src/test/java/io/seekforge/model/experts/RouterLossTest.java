package io.seekforge.model.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.PackedSequence;
import io.seekforge.model.CausalModel;
import io.seekforge.model.FullParameters;
import io.seekforge.model.LossSum;
import io.seekforge.model.ModelWorker;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.Precision;
import io.seekforge.model.RouterLosses;
import io.seekforge.model.RouterSum;
import io.seekforge.model.checkpoint.SafetensorsFile;
import io.seekforge.model.optim.AdamW;
import io.seekforge.model.optim.CorrectionBias;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Expected values: src/test/python/make_routers.py. */
final class RouterLossTest {
  private static final int STEPS = 20;
  private static final double TOLERANCE = 1e-3;

  @ParameterizedTest
  @ValueSource(strings = {"mixtral", "deepseek-v2-experts", "deepseek-v3-experts"})
  void lossesGradientsAndCurveAreThoseOfPyTorch(String name) throws IOException {
    Path folder = Path.of("src/test/resources/parity", name);
    SafetensorsFile expected =
        SafetensorsFile.open(Path.of("src/test/resources/routers", name + ".safetensors"));
    double biasRate = number(expected, "bias");
    RouterLosses losses =
        new RouterLosses(
            RouterLosses.Form.valueOf(expected.metadata().get("form").toUpperCase(Locale.ROOT)),
            number(expected, "balance"),
            number(expected, "z"));
    FullParameters all = new FullParameters(biasRate > 0);
    List<PackedSequence> rows = rows(folder.resolve("case.json"));
    float[] curves = expected.floats("curves");
    try (CausalModel model = CausalModel.load(folder.resolve("model"), Precision.FP32);
        ModelWorker worker = model.worker(all, losses, true, 1)) {
      ParameterLayout layout = model.layout(all);
      INDArray parameters = model.initialParameters(all, 0);
      AdamW optimizer = new AdamW(layout.size(), 0.9, 0.999, 1e-8, 0);
      CorrectionBias bias = CorrectionBias.of(layout, biasRate);
      for (int step = 0; step < STEPS; step++) {
        INDArray gradient = Nd4j.zeros(DataType.FLOAT, layout.size());
        LossSum sum = LossSum.ZERO;
        worker.use(parameters);
        for (PackedSequence row : rows) {
          sum = sum.plus(worker.gradient(row, gradient));
        }
        CorrectionBias.Aside aside = bias.take(parameters, gradient);
        gradient.divi(sum.labelTokens());
        assertLoss(sum.mean(), curves[3 * step]);
        assertLoss(sum.routers().balance() / sum.labelTokens(), curves[3 * step + 1]);
        if (losses.z() > 0) {
          assertLoss(sum.routers().z() / sum.labelTokens(), curves[3 * step + 2]);
        }
        if (step == 0) {
          assertTensors(expected, "grad.", layout, gradient);
        }
        optimizer.step(parameters, gradient, 2e-3);
        bias.put(aside, parameters);
      }
      assertTensors(expected, "final.", layout, parameters);
    }
  }

  private static void assertLoss(double actual, double reference) {
    assertThat(actual).isCloseTo(reference, within(TOLERANCE * Math.abs(reference)));
  }

  private static void assertTensors(
      SafetensorsFile expected, String prefix, ParameterLayout layout, INDArray vector) {
    int compared = 0;
    for (ParameterLayout.Entry entry : layout.entries()) {
      if (expected.contains(prefix + entry.name())) {
        float[] reference = expected.floats(prefix + entry.name());
        double distance = 0;
        double norm = 0;
        for (int i = 0; i < reference.length; i++) {
          distance += Math.pow((double) vector.getFloat(entry.offset() + i) - reference[i], 2);
          norm += Math.pow(reference[i], 2);
        }
        assertThat(Math.sqrt(distance / norm)).as(entry.name()).isLessThan(TOLERANCE);
        compared++;
      }
    }
    assertThat(compared)
        .isEqualTo(expected.names().stream().filter(name -> name.startsWith(prefix)).count());
  }

  private static double number(SafetensorsFile file, String key) {
    return Double.parseDouble(file.metadata().get(key));
  }

  private static List<PackedSequence> rows(Path file) throws IOException {
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    List<PackedSequence> rows = new ArrayList<>();
    for (int i = 0; i < json.get("input_ids").size(); i++) {
      rows.add(
          PackedSequence.single(
              numbers(json.get("input_ids").get(i)), numbers(json.get("labels").get(i)), "row"));
    }
    return rows;
  }

  private static int[] numbers(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.get(i).asInt()).toArray();
  }

  @ParameterizedTest
  @CsvSource({"4 4 4 4, 1, 1", "16 0 0 0, 0, 4", "8 8 0 0, 0.5, 2"})
  void telemetryOfTheLoad(String load, double entropy, double largest) {
    long[] tokens = List.of(load.split(" ")).stream().mapToLong(Long::parseLong).toArray();
    RouterSum sum = new RouterSum(0, 0, new long[][] {tokens});
    assertThat(sum.entropy()).isCloseTo(entropy, within(1e-12));
    assertThat(sum.largestLoad()).isEqualTo(largest);
    assertThat(sum.plus(RouterSum.NONE)).isEqualTo(sum);
    assertThat(sum.plus(sum).load()[0][0]).isEqualTo(2 * tokens[0]);
  }

  @Test
  void withoutLossesTheGradientIsTheSame() {
    Path folder = Path.of("src/test/resources/parity/mixtral/model");
    PackedSequence row = PackedSequence.single(new int[] {3, 4, 5}, new int[] {3, 4, 5}, "row");
    FullParameters all = new FullParameters();
    try (CausalModel model = CausalModel.load(folder, Precision.FP32);
        ModelWorker plain = model.worker(all);
        ModelWorker pulled =
            model.worker(all, new RouterLosses(RouterLosses.Form.BATCH, 1, 0), false, 1)) {
      INDArray parameters = model.initialParameters(all, 0);
      INDArray one = gradient(plain, parameters, row);
      assertThat(gradient(pulled, parameters, row)).isNotEqualTo(one);
      assertThat(gradient(plain, parameters, row)).isEqualTo(one);
    }
  }

  private static INDArray gradient(ModelWorker worker, INDArray parameters, PackedSequence row) {
    INDArray gradient = Nd4j.zeros(DataType.FLOAT, parameters.length());
    worker.use(parameters);
    worker.gradient(row, gradient);
    return gradient;
  }
}
