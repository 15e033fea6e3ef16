package io.seekforge.model.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seekforge.api.SeekforgeException;
import io.seekforge.model.LoraConfig;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.ParameterLayout.Entry;
import io.seekforge.model.checkpoint.AdaptedLinear.Part;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A LoRA adapter in PEFT's form: {@code adapter_config.json} and {@code adapter_model.safetensors}.
 * Ranks and scales may differ between modules, and a layer's experts may share one pair of tensors
 * ({@link AdapterLinears}): to the model all of it is an adapter on each linear, of one rank and
 * scale. Not thread-safe.
 */
public final class PeftAdapter {
  /** Name of the configuration in an adapter folder. */
  public static final String CONFIG = "adapter_config.json";

  /** Name of the weights in an adapter folder. */
  public static final String WEIGHTS = "adapter_model.safetensors";

  private final LoraConfig config;
  private final String baseName;
  private final SafetensorsFile tensors;
  private final LastRead elements;
  private final SortedMap<String, AdaptedLinear> linears;

  private PeftAdapter(
      LoraConfig config,
      String baseName,
      SafetensorsFile tensors,
      SortedMap<String, AdaptedLinear> linears) {
    this.config = config;
    this.baseName = baseName;
    this.tensors = tensors;
    this.elements = new LastRead(tensors);
    this.linears = Collections.unmodifiableSortedMap(linears);
  }

  /** Reads an adapter in which no layer's experts share a pair of tensors, as ours are. */
  public static PeftAdapter read(Path folder) {
    return read(folder, null);
  }

  /**
   * Reads an adapter and checks that its tensors have the ranks that the configuration states.
   *
   * @param base the model that it is for
   * @throws SeekforgeException naming what is missing, broken or not supported
   */
  public static PeftAdapter read(Path folder, ModelConfig base) {
    AdapterConfigFile file = AdapterConfigFile.read(folder.resolve(CONFIG));
    SafetensorsFile tensors = SafetensorsFile.open(folder.resolve(WEIGHTS));
    AdapterLinears found = new AdapterLinears(tensors, file, base);
    return new PeftAdapter(
        file.lora(found.largest(), found.linears().keySet()),
        file.baseName(),
        tensors,
        found.linears());
  }

  /** Rank, scale and targets on the linears of the model. */
  public LoraConfig config() {
    return config;
  }

  /** The model it was trained on, "" if it does not say. */
  public String baseName() {
    return baseName;
  }

  /** As they lie in the file, under PEFT's keys. */
  public SafetensorsFile tensors() {
    return tensors;
  }

  /**
   * The values in the order of a model's layout for this adapter's {@link #config()}.
   *
   * @return flat float32 vector
   * @throws SeekforgeException if a tensor is missing, has another shape or fits no layer
   */
  public INDArray parameters(ParameterLayout layout) {
    Stream<String> taken = layout.entries().stream().map(entry -> module(entry.name()));
    checkNoneLeft(tensors, "the adapter on", linears.keySet(), taken);
    INDArray values = Nd4j.createUninitialized(DataType.FLOAT, layout.size());
    fill(layout, elements, values);
    return values;
  }

  /**
   * Fills the flat vector of a layout.
   *
   * @param elements of a tensor of the file
   */
  void fill(ParameterLayout layout, Function<String, float[]> elements, INDArray values) {
    for (Entry entry : layout.entries()) {
      FlatVector.put(values, entry, read(part(entry), elements, entry.shape()));
    }
  }

  /** Each of what a file has, of some kind, must be among what the layout takes. */
  static void checkNoneLeft(
      SafetensorsFile file, String kind, Set<String> there, Stream<String> taken) {
    SortedSet<String> left = new TreeSet<>(there);
    taken.forEach(left::remove);
    if (!left.isEmpty()) {
      throw new SeekforgeException(
          "Cannot use "
              + file.place()
              + ": "
              + kind
              + " \""
              + SafetensorsHeader.shown(left.first())
              + "\" fits no target layer of the model");
    }
  }

  /** Where a tensor of a layout lies in the file. */
  Part part(Entry entry) {
    AdaptedLinear linear = linears.get(module(entry.name()));
    if (linear == null) {
      throw new SeekforgeException(
          "Cannot use " + tensors.place() + ": it has no tensor \"" + entry.name() + "\"");
    }
    if (entry.name().endsWith(AdapterLinears.MAGNITUDE)) {
      return linear.magnitude();
    }
    return entry.name().endsWith(AdapterLinears.A) ? linear.a() : linear.b();
  }

  private float[] read(Part part, Function<String, float[]> elements, long... shape) {
    long rows = shape.length == 1 ? 1 : shape[0];
    long columns = shape[shape.length - 1];
    if (!part.fills(rows, columns, config.r())) {
      throw new SeekforgeException(
          "Cannot use "
              + tensors.place()
              + ": tensor "
              + tensors.tensor(part.tensor())
              + " must have the shape ["
              + rows
              + ", "
              + columns
              + "] for the model's layer");
    }
    return part.read(elements.apply(part.tensor()), (int) rows, (int) columns);
  }

  /** Whether the adapter changes the linear layer of that module. */
  public boolean changes(String module) {
    return linears.containsKey(module);
  }

  /** A of a module, [r, in]. */
  float[] lowRankA(String module, long in) {
    return read(linears.get(module).a(), elements, config.r(), in);
  }

  /** B of a module, [out, r]. */
  float[] lowRankB(String module, long out) {
    return read(linears.get(module).b(), elements, out, config.r());
  }

  /** Magnitudes of a module, [out]; only with DoRA. */
  float[] magnitude(String module, long out) {
    return read(linears.get(module).magnitude(), elements, out);
  }

  /** Names of the modules that have an adapter, without PEFT's prefix. */
  SortedSet<String> modules() {
    return new TreeSet<>(linears.keySet());
  }

  private static String module(String name) {
    String suffix =
        name.endsWith(AdapterLinears.MAGNITUDE) ? AdapterLinears.MAGNITUDE : AdapterLinears.A;
    return name.substring(AdapterLinears.PREFIX.length(), name.length() - suffix.length());
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
