package io.seekforge.model.checkpoint;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.LoraConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What PEFT's {@code adapter_config.json} says.
 *
 * @param parameters {@code target_parameters}: fused experts
 * @param targets names of modules; empty where only the file's tensors tell which there are
 * @param baseName the model it was trained on, "" if it does not say
 */
record AdapterConfigFile(
    AdapterRanks ranks,
    double dropout,
    boolean dora,
    List<String> parameters,
    List<String> targets,
    String baseName) {
  private static final String TARGETS = "target_modules";
  private static final String PARAMETERS = "target_parameters";

  /** Features of PEFT that change the result and that the engine does not have. */
  private static final List<String> UNSUPPORTED =
      List.of(
          "use_qalora",
          "use_bdlora",
          "modules_to_save",
          "layer_replication",
          "trainable_token_indices",
          "alora_invocation_tokens",
          "arrow_config",
          "fan_in_fan_out",
          "kasa_config",
          "lora_bias",
          "monteclora_config");

  /** Choose among the modules that {@code target_modules} names. */
  private static final List<String> CHOOSING = List.of("exclude_modules", "layers_to_transform");

  /** Initial values that also change the base model, so that the adapter alone is not enough. */
  private static final List<String> CHANGED_BASE =
      List.of("pissa", "olora", "corda", "loftq", "lora_ga");

  static AdapterConfigFile read(Path file) {
    ConfigFields fields = new ConfigFields(file.toString(), JsonFile.read(file));
    refuseUnsupported(fields);
    List<String> parameters = fields.words(PARAMETERS);
    return new AdapterConfigFile(
        AdapterRanks.read(fields),
        fields.number("lora_dropout", 0),
        fields.flag("use_dora", false),
        parameters,
        targets(fields, parameters),
        fields.word("base_model_name_or_path", ""));
  }

  private static void refuseUnsupported(ConfigFields fields) {
    String type = fields.word("peft_type", "");
    if (!type.equals("LORA")) {
      throw fields.unsupported("peft_type", "\"" + type + "\"", "LORA");
    }
    String bias = fields.word("bias", "none");
    if (!bias.equals("none")) {
      throw fields.unsupported("bias", bias, "none");
    }
    UNSUPPORTED.forEach(fields::refuse);
    String initial = fields.flagOrWord("init_lora_weights");
    if (CHANGED_BASE.stream().anyMatch(initial::startsWith)) {
      throw fields.unsupported("init_lora_weights", initial, "true, false, gaussian");
    }
  }

  private static List<String> targets(ConfigFields fields, List<String> parameters) {
    List<String> targets = fields.words(TARGETS);
    if (targets.isEmpty() && parameters.isEmpty()) {
      throw fields.broken(TARGETS + " is missing");
    }
    boolean names = targets.stream().allMatch(target -> target.matches("[A-Za-z0-9_.-]+"));
    boolean chosen = CHOOSING.stream().anyMatch(fields::has);
    return names && !chosen && parameters.isEmpty() ? targets : List.of();
  }

  /**
   * The adapter on linears of a model.
   *
   * @param largest rank of any of them
   * @param modules that have tensors
   * @throws SeekforgeException if there are none
   */
  LoraConfig lora(int largest, Set<String> modules) {
    return ranks.common(largest, dropout, dora, targets.isEmpty() ? List.copyOf(modules) : targets);
  }
}
