package io.seekforge.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PackedPlanTest {
  private static final long MEGA = 1 << 20;

  @Test
  void aSmallModelIsPackedWithItsHead() {
    ModelConfig config = config(768, 2048, 12, 32000);
    PackedPlan plan = PackedPlan.of(config, Precision.FP32);
    assertThat(taken(plan, config))
        .allMatch(weight -> weight.shape().length == 2)
        .anyMatch(weight -> weight.name().equals("lm_head.weight"))
        .noneMatch(weight -> weight.name().equals("model.embed_tokens.weight"));
    long elements = 12 * (4L * 768 * 768 + 3L * 768 * 2048) + 32000L * 768;
    assertThat(plan.bytes()).isEqualTo(2 * Float.BYTES * elements);
    assertThat(PackedPlan.of(config, Precision.BF16).bytes())
        .isEqualTo(TinyModels.roundsActivations() ? 2 * Short.BYTES * elements : 0);
  }

  @Test
  void aLargeHeadIsLeft() {
    ModelConfig config = config(1536, 8960, 3, 300_000);
    PackedPlan plan = PackedPlan.of(config, Precision.FP32);
    assertThat(taken(plan, config))
        .isNotEmpty()
        .noneMatch(weight -> weight.role() == WeightSpec.Role.HEAD);
    assertThat(plan.bytes()).isBetween(500 * MEGA, 1536 * MEGA);
  }

  @Test
  void largeAndQuantisedModelsAreKeptOnce() {
    assertThat(PackedPlan.of(config(4096, 11008, 30, 102_400), Precision.BF16).bytes()).isZero();
    assertThat(PackedPlan.of(config(768, 2048, 12, 32000), Precision.NF4).bytes()).isZero();
  }

  private static List<WeightSpec> taken(PackedPlan plan, ModelConfig config) {
    return WeightCatalog.of(config).stream().filter(plan::takes).toList();
  }

  private static ModelConfig config(int hidden, int inner, int layers, int vocabulary) {
    return new ModelConfig(
        "llama",
        vocabulary,
        hidden,
        inner,
        layers,
        hidden / 64,
        hidden / 64,
        64,
        1e-5,
        false,
        false,
        false,
        false,
        false,
        10000,
        false,
        null,
        null,
        null,
        512,
        0.02,
        null,
        List.of());
  }
}
