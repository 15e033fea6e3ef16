package io.seekforge.model.experts;

import io.seekforge.model.ExpertNames;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.WeightCatalog;
import io.seekforge.model.WeightSpec;
import io.seekforge.model.WeightSpec.Role;
import java.util.List;

/** Which tensors of a model an {@link ExpertConfig} means. */
public final class ExpertModules {
  private ExpertModules() {}

  /**
   * The chosen tensors, in model order. DeepSeek-V3's correction bias is never among them: no
   * gradient reaches it.
   */
  public static List<WeightSpec> chosen(ModelConfig model, ExpertConfig config) {
    config.check("the choice of experts", model);
    return WeightCatalog.of(model).stream().filter(spec -> chooses(config, spec)).toList();
  }

  /** Names of the chosen linears of decoder layers, as targets of a LoRA adapter. */
  public static List<String> linears(ModelConfig model, ExpertConfig config) {
    return chosen(model, config).stream()
        .filter(spec -> spec.role() == Role.LINEAR)
        .map(WeightSpec::module)
        .toList();
  }

  private static boolean chooses(ExpertConfig config, WeightSpec spec) {
    ExpertNames.Place routed = ExpertNames.place(spec.name());
    if (routed != null) {
      return config.chooses(routed.layer(), routed.expert());
    }
    return spec.name().contains(".mlp.shared_experts.")
        ? config.sharedExperts()
        : config.nonExpertModules() && spec.role() != Role.ROUTER_CORRECTION;
  }
}
