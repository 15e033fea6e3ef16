package io.seekforge.model.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.model.Precision;
import io.seekforge.model.SharedData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases that transformers and PEFT computed. */
class ParityCaseTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama-gqa",
        "llama-tied-linear-rope",
        "llama3-rope-rslora",
        "qwen2",
        "qwen3",
        "deepseek-v2-lite",
        "deepseek-v2-groups-yarn",
        "deepseek-v3"
      })
  void agreesWithTransformersAndPeft(String name) {
    ParityResult fp32 = ParityCase.run(SharedData.folder("parity/" + name));
    ParityResult bf16 = ParityCase.run(SharedData.folder("parity/" + name), Precision.BF16);
    assertThat(fp32.passed()).as(fp32.toString()).isTrue();
    assertThat(bf16.passed()).as(bf16.toString()).isTrue();
    assertThat(fp32.measures()).hasSize(5);
  }
}
