package io.seekforge.model.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.model.Precision;
import io.seekforge.model.SharedData;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases that transformers and PEFT computed. */
class ParityCaseTest {
  @ParameterizedTest
  @MethodSource("io.seekforge.model.SharedData#parityCases")
  void agreesWithTransformersAndPeft(String name) {
    check(SharedData.path("parity/" + name));
  }

  /** Made by src/test/python/make_cases.py. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama-dora",
        "llama-biases",
        "llama-some-targets",
        "llama-wide-heads",
        "qwen2-dora-biases",
        "qwen2-odd",
        "qwen3-rslora",
        "qwen3-patterns",
        "mixtral",
        "mixtral-fused",
        "deepseek-v2-experts",
        "deepseek-v2-dora",
        "deepseek-v2-fused",
        "deepseek-v3-experts",
        "deepseek-v3-shared-q"
      })
  void agreesOnOtherShapesAndAdapters(String name) {
    check(Path.of("src/test/resources/parity", name));
  }

  private static void check(Path folder) {
    ParityResult fp32 = ParityCase.run(folder);
    ParityResult bf16 = ParityCase.run(folder, Precision.BF16);
    assertThat(fp32.passed()).as(fp32.toString()).isTrue();
    assertThat(bf16.passed()).as(bf16.toString()).isTrue();
    assertThat(fp32.measures()).hasSize(5);
  }
}
