package io.seekforge.model;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.WeightSpec.Role;
import io.seekforge.model.experts.ExpertModules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which tensors a {@link Trainable} has on a model of a given shape. */
final class TrainableTensors {
  /** PEFT's wrapper around the names of the base model. */
  static final String PEFT_PREFIX = "base_model.model.";

  /** MixLoRA's, in the place of {@code model.}. */
  static final String MIXTURE_PREFIX = "mixlora.";

  private TrainableTensors() {}

  static ParameterLayout layout(ModelConfig config, Trainable trainable) {
    List<WeightSpec> weights = WeightCatalog.of(config);
    if (trainable instanceof LoraConfig lora) {
      return ParameterLayout.of(adapters(weights, lora));
    }
    if (trainable instanceof ExpertParameters experts) {
      List<WeightSpec> chosen = new ArrayList<>(ExpertModules.chosen(config, experts.config()));
      weights.stream()
          .filter(spec -> experts.correction() && spec.role() == Role.ROUTER_CORRECTION)
          .forEach(chosen::add);
      return ParameterLayout.of(chosen);
    }
    if (trainable instanceof MixtureConfig mixture) {
      return ParameterLayout.of(mixture(config, weights, mixture));
    }
    boolean correction = ((FullParameters) trainable).correction();
    return ParameterLayout.of(
        weights.stream()
            .filter(spec -> correction || spec.role() != Role.ROUTER_CORRECTION)
            .toList());
  }

  private static List<WeightSpec> adapters(List<WeightSpec> weights, LoraConfig lora) {
    Set<String> targets = Set.copyOf(lora.targets());
    Set<String> unmatched = new HashSet<>(targets);
    List<WeightSpec> tensors = new ArrayList<>();
    for (WeightSpec spec : weights) {
      List<String> matching =
          spec.role() == Role.LINEAR ? matching(spec.module(), targets) : List.of();
      if (!matching.isEmpty()) {
        matching.forEach(unmatched::remove);
        tensors.add(adapter(spec, ".lora_A.weight", lora.r(), spec.shape()[1]));
        tensors.add(adapter(spec, ".lora_B.weight", spec.shape()[0], lora.r()));
        if (lora.dora()) {
          tensors.add(adapter(spec, ".lora_magnitude_vector", spec.shape()[0]));
        }
      }
    }
    for (String target : lora.targets()) {
      if (unmatched.contains(target)) {
        throw new SeekforgeException(
            "Invalid LoRA target \""
                + target
                + "\": no linear of the model has that name; there are "
                + linearNames(weights));
      }
    }
    return tensors;
  }

  private static List<WeightSpec> mixture(
      ModelConfig config, List<WeightSpec> weights, MixtureConfig mixture) {
    mixture.moe(config);
    Set<String> targets = Set.copyOf(mixture.lora().targets());
    List<WeightSpec> tensors = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      String router = MIXTURE_PREFIX + "layers." + layer + ".mlp.moe_gate.weight";
      long[] shape = {mixture.experts(), config.hiddenSize()};
      tensors.add(new WeightSpec(router, shape, Role.ROUTER));
    }
    for (WeightSpec spec : weights) {
      if (spec.role() == Role.LINEAR && !matching(spec.module(), targets).isEmpty()) {
        String module = MIXTURE_PREFIX + spec.module().substring("model.".length());
        for (int expert = 0; expert < mixture.experts(); expert++) {
          String name = module + ".experts." + expert;
          int r = mixture.lora().r();
          tensors.add(
              new WeightSpec(
                  name + ".lora_A.weight", new long[] {r, spec.shape()[1]}, Role.LINEAR));
          tensors.add(
              new WeightSpec(
                  name + ".lora_B.weight", new long[] {spec.shape()[0], r}, Role.LINEAR));
        }
      }
    }
    return tensors;
  }

  /** The targets that a module is: its name, or the last parts of it. */
  private static List<String> matching(String module, Set<String> targets) {
    List<String> matching = new ArrayList<>();
    if (targets.contains(LoraConfig.ALL_LINEAR)) {
      matching.add(LoraConfig.ALL_LINEAR);
    }
    for (int from = 0; from >= 0; from = after(module, from)) {
      if (targets.contains(module.substring(from))) {
        matching.add(module.substring(from));
      }
    }
    return matching;
  }

  /** Where the part after the next dot begins; -1 after the last. */
  private static int after(String module, int from) {
    int dot = module.indexOf('.', from);
    return dot < 0 ? -1 : dot + 1;
  }

  private static WeightSpec adapter(WeightSpec base, String suffix, long... shape) {
    return new WeightSpec(PEFT_PREFIX + base.module() + suffix, shape, Role.LINEAR);
  }

  private static List<String> linearNames(List<WeightSpec> weights) {
    return weights.stream()
        .filter(spec -> spec.role() == Role.LINEAR)
        .map(spec -> spec.module().substring(spec.module().lastIndexOf('.') + 1))
        .distinct()
        .toList();
  }
}
