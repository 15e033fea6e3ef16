package io.seekforge.model.experts;

import io.seekforge.model.ModelConfig;
import io.seekforge.model.WeightCatalog;
import io.seekforge.model.WeightSpec;
import io.seekforge.model.WeightSpec.Role;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which tensors of a model an {@link ExpertConfig} means. */
public final class ExpertModules {
  private static final Pattern ROUTED =
      Pattern.compile("model\\.layers\\.(\\d+)\\.mlp\\.experts\\.(\\d+)\\..*");

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
    Matcher routed = ROUTED.matcher(spec.name());
    if (routed.matches()) {
      return config.chooses(Integer.parseInt(routed.group(1)), Integer.parseInt(routed.group(2)));
    }
    return spec.name().contains(".mlp.shared_experts.")
        ? config.sharedExperts()
        : config.nonExpertModules() && spec.role() != Role.ROUTER_CORRECTION;
  }
}
