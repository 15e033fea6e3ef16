package io.seekforge.model.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seekforge.api.SeekforgeException;
import io.seekforge.model.LoraConfig;
import io.seekforge.model.MixtureConfig;
import io.seekforge.model.ParameterLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A mixture of adapters in a folder: {@code adapter_config.json} and {@code
 * adapter_model.safetensors}, with the keys of MixLoRA's own implementation ({@code
 * mixlora.layers.N.mlp.gate_proj.experts.E.lora_A.weight}, {@code
 * mixlora.layers.N.mlp.moe_gate.weight}).
 *
 * @param config experts and adapters
 * @param tensors their values
 */
public record MixtureAdapter(MixtureConfig config, SafetensorsFile tensors) {
  private static final String TYPE = "MIXLORA";

  /**
   * Writes a mixture, replacing one that is there.
   *
   * @param values flat float32 vector of the layout
   * @param baseName name or path of the base model, for the reader's information
   * @param balance weight of the load-balancing loss it was trained with, for information too
   */
  public static void write(
      Path folder,
      MixtureConfig config,
      ParameterLayout layout,
      INDArray values,
      String baseName,
      double balance) {
    SafetensorsWriter writer = new SafetensorsWriter();
    FlatVector.addTo(writer, "", layout, values);
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("base_model_name_or_path", baseName);
    json.put("bias", "none");
    json.put("lora_alpha", config.lora().alpha());
    json.put("lora_dropout", 0.0);
    json.put("num_experts", config.experts());
    json.put("peft_type", TYPE);
    json.put("r", config.lora().r());
    json.put("router_aux_loss_coef", balance);
    json.put("routing_strategy", "mixlora");
    MixtureConfig.TARGETS.forEach(json.withArray("target_modules")::add);
    json.put("task_type", "CAUSAL_LM");
    json.put("top_k", config.topK());
    json.put("use_dora", false);
    json.put("use_rslora", config.lora().rslora());
    ModelFolder.replace(
        folder,
        temporary -> {
          writer.write(temporary.resolve(PeftAdapter.WEIGHTS));
          ModelFolder.writeJson(temporary.resolve(PeftAdapter.CONFIG), json);
        });
  }

  /**
   * Whether the adapter in a folder calls itself a mixture.
   *
   * @throws SeekforgeException if its configuration is missing or broken
   */
  public static boolean isIn(Path folder) {
    Path file = folder.resolve(PeftAdapter.CONFIG);
    return new ConfigFields(file.toString(), JsonFile.read(file))
        .word("peft_type", "")
        .equals(TYPE);
  }

  /**
   * Reads a mixture.
   *
   * @throws SeekforgeException naming what is missing, broken or not supported
   */
  public static MixtureAdapter read(Path folder) {
    Path file = folder.resolve(PeftAdapter.CONFIG);
    ConfigFields fields = new ConfigFields(file.toString(), JsonFile.read(file));
    String type = fields.word("peft_type", "");
    if (!type.equals(TYPE)) {
      throw fields.unsupported("peft_type", "\"" + type + "\"", TYPE);
    }
    List<String> targets = fields.words("target_modules");
    if (!List.copyOf(targets).equals(MixtureConfig.TARGETS)) {
      throw fields.unsupported(
          "target_modules", targets.toString(), MixtureConfig.TARGETS.toString());
    }
    int experts = fields.whole("num_experts", 1, 1 << 16);
    LoraConfig lora =
        new LoraConfig(
            fields.whole("r", 1, 1 << 20),
            fields.number("lora_alpha"),
            0,
            fields.flag("use_rslora", false),
            targets);
    MixtureConfig config = new MixtureConfig(lora, experts, fields.whole("top_k", 1, experts));
    return new MixtureAdapter(config, SafetensorsFile.open(folder.resolve(PeftAdapter.WEIGHTS)));
  }

  /**
   * The values in the order of a layout.
   *
   * @throws SeekforgeException if a tensor is missing, has another shape or fits no layer
   */
  public INDArray parameters(ParameterLayout layout) {
    checkFits(layout);
    return FlatVector.read(tensors, "", layout);
  }

  /** Every tensor of the layout must be there, in its shape, and no other. */
  void checkFits(ParameterLayout layout) {
    Stream<String> taken = layout.entries().stream().map(ParameterLayout.Entry::name);
    PeftAdapter.checkNoneLeft(tensors, "tensor", tensors.names(), taken);
    layout.entries().forEach(entry -> tensors.tensor(entry.name(), entry.shape()));
  }

  /** The router of a layer, [experts, hidden]. */
  float[] router(int layer) {
    return tensors.floats("mixlora.layers." + layer + ".mlp.moe_gate.weight");
  }

  /** What an expert adds to a linear of the feed-forward. */
  LowRankSum sum(String module, int expert) {
    String name = "mixlora." + module.substring("model.".length()) + ".experts." + expert;
    return new LowRankSum(
        tensors.floats(name + ".lora_A.weight"),
        tensors.floats(name + ".lora_B.weight"),
        config.lora().r(),
        (float) config.lora().scale(),
        null);
  }

  /**
   * Puts trained adapters in the places of the experts.
   *
   * @param values flat float32 vector of the mixture's layout: routers stay, experts are replaced
   * @param branches one adapter for each expert, on the feed-forward's linears, of the mixture's
   *     rank and scale
   */
  public static void fromBranches(
      MixtureConfig config, ParameterLayout layout, INDArray values, List<PeftAdapter> branches) {
    for (PeftAdapter branch : branches) {
      LoraConfig lora = branch.config();
      if (lora.r() != config.lora().r() || lora.scale() != config.lora().scale() || lora.dora()) {
        throw new SeekforgeException(
            "Cannot take "
                + branch.tensors().place()
                + " as an expert: rank or scale differ from the mixture's");
      }
    }
    for (ParameterLayout.Entry entry : layout.entries()) {
      int at = entry.name().indexOf(".experts.");
      if (at >= 0) {
        int end = entry.name().indexOf('.', at + ".experts.".length());
        int expert = Integer.parseInt(entry.name().substring(at + ".experts.".length(), end));
        String module = entry.name().substring("mixlora.".length(), at);
        String name = "base_model.model.model." + module + entry.name().substring(end);
        SafetensorsFile tensors = branches.get(expert).tensors();
        tensors.tensor(name, entry.shape());
        float[] floats = tensors.floats(name);
        for (int i = 0; i < floats.length; i++) {
          values.putScalar(entry.offset() + i, floats[i]);
        }
      }
    }
  }
}
