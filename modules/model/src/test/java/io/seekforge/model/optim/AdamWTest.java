package io.seekforge.model.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Against torch.optim.AdamW and clip_grad_norm_ (src/test/python/make_adamw.py). */
class AdamWTest {

  static List<JsonNode> cases() throws IOException {
    try (InputStream file = AdamWTest.class.getResourceAsStream("adamw.json")) {
      List<JsonNode> cases = new ArrayList<>();
      new ObjectMapper().readTree(file).forEach(cases::add);
      return cases;
    }
  }

  /** Eight steps of a few roundings each, on values of order 1: 2e-6. */
  @ParameterizedTest
  @MethodSource("cases")
  void stepsAreThoseOfTorch(JsonNode test) {
    INDArray parameters = vector(test.get("initial"));
    AdamW optimizer = optimizer(test, parameters.length());
    for (JsonNode step : test.get("steps")) {
      take(optimizer, parameters, test, step);
    }
    assertThat(optimizer.steps()).isEqualTo(test.get("steps").size());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aRestoredStateGoesOnWithTheSameBits(JsonNode test) {
    INDArray parameters = vector(test.get("initial"));
    AdamW first = optimizer(test, parameters.length());
    INDArray restarted = null;
    AdamW second = optimizer(test, parameters.length());
    for (JsonNode step : test.get("steps")) {
      if (first.steps() == 3) {
        second.restore(first.firstMoment(), first.secondMoment(), first.steps());
        restarted = parameters.dup();
      }
      take(first, parameters, test, step);
      if (restarted != null) {
        take(second, restarted, test, step);
        assertThat(restarted.data().asFloat()).isEqualTo(parameters.data().asFloat());
      }
    }
  }

  private static AdamW optimizer(JsonNode test, long size) {
    return new AdamW(
        size,
        test.get("betas").get(0).asDouble(),
        test.get("betas").get(1).asDouble(),
        test.get("eps").asDouble(),
        test.get("weight_decay").asDouble());
  }

  private static void take(AdamW optimizer, INDArray parameters, JsonNode test, JsonNode step) {
    INDArray gradient = vector(step.get("gradient"));
    double norm = AdamW.clipGradNorm(gradient, test.get("max_grad_norm").asDouble());
    assertThat(norm).isCloseTo(step.get("norm").asDouble(), within(1e-6 * norm));
    optimizer.step(parameters, gradient, step.get("lr").asDouble());
    float[] expected = floats(step.get("parameters"));
    for (int i = 0; i < expected.length; i++) {
      assertThat(parameters.getFloat(i)).as("element " + i).isCloseTo(expected[i], within(2e-6f));
    }
  }

  @Test
  void aLimitOfZeroOnlyMeasures() {
    INDArray gradient = Nd4j.createFromArray(3f, 4f);
    assertThat(AdamW.clipGradNorm(gradient, 0)).isEqualTo(5);
    assertThat(gradient.data().asFloat()).containsExactly(3f, 4f);
    assertThat(AdamW.clipGradNorm(gradient, 2.5)).isEqualTo(5);
    assertThat(gradient.getFloat(0)).isCloseTo(1.5f, within(1e-6f));
  }

  private static INDArray vector(JsonNode values) {
    return Nd4j.createFromArray(floats(values)).castTo(DataType.FLOAT);
  }

  private static float[] floats(JsonNode values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values.get(i).asDouble();
    }
    return floats;
  }
}
