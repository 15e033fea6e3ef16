package io.seekforge.model.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seekforge.api.SeekforgeException;
import io.seekforge.model.LoraConfig;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.ParameterLayout.Entry;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A LoRA adapter in PEFT's form: {@code adapter_config.json} and {@code adapter_model.safetensors}.
 *
 * @param config rank, scale and targets
 * @param baseName the model it was trained on, "" if it does not say
 * @param tensors A and B of each target, with DoRA its magnitude too, under PEFT's keys
 */
public record PeftAdapter(LoraConfig config, String baseName, SafetensorsFile tensors) {
  /** Name of the configuration in an adapter folder. */
  public static final String CONFIG = "adapter_config.json";

  /** Name of the weights in an adapter folder. */
  public static final String WEIGHTS = "adapter_model.safetensors";

  private static final String A = ".lora_A.weight";
  private static final String B = ".lora_B.weight";
  private static final String MAGNITUDE = ".lora_magnitude_vector";
  private static final String PREFIX = "base_model.model.";

  /** Features of PEFT that change the result and that the engine does not have. */
  private static final List<String> UNSUPPORTED =
      List.of(
          "use_qalora",
          "use_bdlora",
          "modules_to_save",
          "rank_pattern",
          "alpha_pattern",
          "layer_replication",
          "layers_to_transform",
          "trainable_token_indices",
          "target_parameters",
          "exclude_modules",
          "alora_invocation_tokens",
          "arrow_config",
          "fan_in_fan_out",
          "lora_bias");

  /** Initial values that also change the base model, so that the adapter alone is not enough. */
  private static final List<String> CHANGED_BASE =
      List.of("pissa", "olora", "corda", "loftq", "lora_ga");

  /**
   * Reads an adapter and checks that every tensor is an A or B of the stated rank, or with DoRA a
   * magnitude.
   *
   * @throws SeekforgeException naming what is missing, broken or not supported
   */
  public static PeftAdapter read(Path folder) {
    Path file = folder.resolve(CONFIG);
    ConfigFields fields = new ConfigFields(file.toString(), JsonFile.read(file));
    refuseUnsupported(fields);
    LoraConfig config =
        new LoraConfig(
            fields.whole("r", 1, 1 << 20),
            fields.number("lora_alpha"),
            fields.number("lora_dropout", 0),
            fields.flag("use_rslora", false),
            fields.flag("use_dora", false),
            targets(fields));
    SafetensorsFile tensors = SafetensorsFile.open(folder.resolve(WEIGHTS));
    for (String name : tensors.names()) {
      if (!(config.dora() && name.startsWith(PREFIX) && name.endsWith(MAGNITUDE))) {
        checkRank(tensors, name, config.r());
      }
    }
    return new PeftAdapter(config, fields.word("base_model_name_or_path", ""), tensors);
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

  private static List<String> targets(ConfigFields fields) {
    List<String> targets = fields.words("target_modules");
    if (targets.isEmpty()) {
      throw fields.broken("target_modules is missing");
    }
    for (String target : targets) {
      if (!target.matches("[A-Za-z0-9_.-]+")) {
        throw fields.unsupported("target_modules", target, "a list of module names");
      }
    }
    return targets;
  }

  private static void checkRank(SafetensorsFile tensors, String name, int rank) {
    long[] shape = tensors.tensor(name).shape();
    boolean known = name.startsWith(PREFIX) && (name.endsWith(A) || name.endsWith(B));
    if (!known || shape.length != 2) {
      throw new SeekforgeException(
          "Cannot use "
              + tensors.place()
              + ": tensor "
              + SafetensorsHeader.shown(tensors.tensor(name).toString())
              + " is neither lora_A nor lora_B of a linear layer");
    }
    long found = name.endsWith(A) ? shape[0] : shape[1];
    if (found != rank) {
      throw new SeekforgeException(
          "Cannot use "
              + tensors.place()
              + ": tensor "
              + tensors.tensor(name)
              + " has rank "
              + found
              + ", the configuration says "
              + rank);
    }
  }

  /**
   * The values in the order of a model's layout for this adapter's {@link #config()}.
   *
   * @return flat float32 vector
   * @throws SeekforgeException if a tensor is missing, has another shape or fits no layer
   */
  public INDArray parameters(ParameterLayout layout) {
    checkNoneLeft(tensors, layout);
    return FlatVector.read(tensors, "", layout);
  }

  /** Every tensor must have its place in the layout. */
  static void checkNoneLeft(SafetensorsFile tensors, ParameterLayout layout) {
    SortedSet<String> left = new TreeSet<>(tensors.names());
    layout.entries().forEach(entry -> left.remove(entry.name()));
    if (!left.isEmpty()) {
      throw new SeekforgeException(
          "Cannot use "
              + tensors.place()
              + ": tensor \""
              + SafetensorsHeader.shown(left.first())
              + "\" fits no target layer of the model");
    }
  }

  /** Whether the adapter changes the linear layer of that module. */
  public boolean changes(String module) {
    return tensors.contains(PREFIX + module + A);
  }

  /** A of a module, [r, in]. */
  float[] lowRankA(String module, long in) {
    tensors.tensor(PREFIX + module + A, config.r(), in);
    return tensors.floats(PREFIX + module + A);
  }

  /** B of a module, [out, r]. */
  float[] lowRankB(String module, long out) {
    tensors.tensor(PREFIX + module + B, out, config.r());
    return tensors.floats(PREFIX + module + B);
  }

  /** Magnitudes of a module, [out]; only with DoRA. */
  float[] magnitude(String module, long out) {
    tensors.tensor(PREFIX + module + MAGNITUDE, out);
    return tensors.floats(PREFIX + module + MAGNITUDE);
  }

  /** Names of the modules that have a tensor, without PEFT's prefix. */
  SortedSet<String> modules() {
    SortedSet<String> modules = new TreeSet<>();
    for (String name : tensors.names()) {
      modules.add(module(name));
    }
    return modules;
  }

  private static String module(String name) {
    String suffix = name.endsWith(MAGNITUDE) ? MAGNITUDE : A;
    return name.substring(PREFIX.length(), name.length() - suffix.length());
  }

  /**
   * Writes an adapter folder, replacing one that is there.
   *
   * @param parameters flat float32 vector of the layout
   * @param baseName name or path of the base model, for the reader's information
   */
  public static void write(
      Path folder,
      LoraConfig config,
      ParameterLayout layout,
      INDArray parameters,
      String baseName) {
    SafetensorsWriter writer = new SafetensorsWriter();
    FlatVector.addTo(writer, "", layout, parameters);
    ObjectNode json = json(config, layout, baseName);
    ModelFolder.replace(
        folder,
        temporary -> {
          writer.write(temporary.resolve(WEIGHTS));
          ModelFolder.writeJson(temporary.resolve(CONFIG), json);
        });
  }

  private static ObjectNode json(LoraConfig config, ParameterLayout layout, String baseName) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.putObject("alpha_pattern");
    json.put("base_model_name_or_path", baseName);
    json.put("bias", "none");
    json.put("fan_in_fan_out", false);
    json.put("inference_mode", true);
    json.put("init_lora_weights", true);
    if (config.alpha() == Math.rint(config.alpha()) && config.alpha() < 1e9) {
      json.put("lora_alpha", (int) config.alpha());
    } else {
      json.put("lora_alpha", config.alpha());
    }
    json.put("lora_dropout", config.dropout());
    json.putNull("modules_to_save");
    json.put("peft_type", "LORA");
    json.put("r", config.r());
    json.putObject("rank_pattern");
    ArrayNode targets = json.putArray("target_modules");
    targetNames(config, layout).forEach(targets::add);
    json.put("task_type", "CAUSAL_LM");
    json.put("use_dora", config.dora());
    json.put("use_rslora", config.rslora());
    return json;
  }

  /** {@code all-linear} spelt out: PEFT resolves the word by rules of its own. */
  private static SortedSet<String> targetNames(LoraConfig config, ParameterLayout layout) {
    if (!config.targets().contains(LoraConfig.ALL_LINEAR)) {
      return new TreeSet<>(config.targets());
    }
    SortedSet<String> names = new TreeSet<>();
    for (Entry entry : layout.entries()) {
      String module = module(entry.name());
      names.add(module.substring(module.lastIndexOf('.') + 1));
    }
    return names;
  }
}
