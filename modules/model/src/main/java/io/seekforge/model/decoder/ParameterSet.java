package io.seekforge.model.decoder;

import io.seekforge.model.LoraConfig;
import io.seekforge.model.MixtureConfig;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.Trainable;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/** All weights of one worker: frozen ones from the base, trained ones from a flat vector. */
public final class ParameterSet {
  private static final String PEFT_PREFIX = "base_model.model.";
  private static final String MIXTURE_PREFIX = "mixlora.";
  private static final String MODEL = "model.";

  private final Weights base;
  private final LoraConfig lora;
  private final MixtureConfig mixture;
  private final ParameterLayout layout;
  private final InputDropout dropout;
  private final Map<String, Parameter> trained = new HashMap<>();
  private final Set<String> trainedModules = new HashSet<>();
  private INDArray values;
  private INDArray gradients;

  /**
   * @param trainable null: all frozen
   * @param layout where trained tensors lie in the flat vector
   */
  public ParameterSet(Weights base, Trainable trainable, ParameterLayout layout) {
    this.base = base;
    this.mixture = trainable instanceof MixtureConfig config ? config : null;
    this.lora =
        mixture != null ? mixture.lora() : trainable instanceof LoraConfig config ? config : null;
    this.layout = layout;
    this.dropout = new InputDropout(lora == null ? 0 : lora.dropout());
    for (ParameterLayout.Entry entry : layout.entries()) {
      trained.put(entry.name(), new Parameter(null));
      addModules(modelName(entry.name()));
    }
  }

  /** A weight of the model itself. */
  public Parameter parameter(String name) {
    Parameter parameter = trained.get(name);
    return parameter != null ? parameter : new Parameter(base.weight(name));
  }

  /** What products beside a frozen linear may be rounded to: bfloat16 if its weight is. */
  ElementType operands(String module) {
    Tensor weight = parameter(module + ".weight").value();
    boolean narrow = weight != null && weight.type() == ElementType.BFLOAT16;
    return narrow ? ElementType.BFLOAT16 : ElementType.FLOAT32;
  }

  /** The adapter on a linear; null without one. */
  LowRank adapter(String module) {
    String name =
        mixture == null ? PEFT_PREFIX + module : MIXTURE_PREFIX + module.substring(MODEL.length());
    Parameter a = trained.get(name + ".lora_A.weight");
    Parameter b = trained.get(name + ".lora_B.weight");
    Parameter magnitude = trained.get(name + ".lora_magnitude_vector");
    return a == null ? null : new LowRank(a, b, magnitude);
  }

  /** The mixture of adapters that is trained; null without one. */
  MixtureConfig mixture() {
    return mixture;
  }

  /** Router of a layer's mixture of adapters. */
  Parameter mixtureRouter(int layer) {
    return trained.get(MIXTURE_PREFIX + "layers." + layer + ".mlp.moe_gate.weight");
  }

  /** Factor of adapters. */
  float scale() {
    return lora == null ? 0f : (float) lora.scale();
  }

  /** Dropout on the inputs of adapters. */
  InputDropout dropout() {
    return dropout;
  }

  /** Reads trained weights from this flat vector from now on. */
  public void use(Backend backend, INDArray parameters) {
    if (parameters == values) {
      return;
    }
    check(parameters);
    for (ParameterLayout.Entry entry : layout.entries()) {
      trained.get(entry.name()).value(view(backend, parameters, entry));
    }
    values = parameters;
  }

  /** Adds gradients to this flat vector from now on. */
  public void addGradientsTo(Backend backend, INDArray gradient) {
    if (gradient == gradients) {
      return;
    }
    check(gradient);
    for (ParameterLayout.Entry entry : layout.entries()) {
      trained.get(entry.name()).gradient(view(backend, gradient, entry));
    }
    gradients = gradient;
  }

  /** Whether anything in a module, an adapter on it included, is trained. */
  boolean trains(String module) {
    return trainedModules.contains(module);
  }

  private void addModules(String name) {
    for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
      trainedModules.add(name.substring(0, dot));
    }
  }

  private static String modelName(String name) {
    if (name.startsWith(MIXTURE_PREFIX)) {
      return MODEL + name.substring(MIXTURE_PREFIX.length());
    }
    return name.startsWith(PEFT_PREFIX) ? name.substring(PEFT_PREFIX.length()) : name;
  }

  /** Whether trained weights, if there are any, have values. */
  public boolean ready() {
    return values != null || layout.entries().isEmpty();
  }

  private void check(INDArray vector) {
    if (vector.length() != layout.size()) {
      throw new IllegalArgumentException(
          "Invalid vector: " + vector.length() + " elements for a layout of " + layout.size());
    }
  }

  private static Tensor view(Backend backend, INDArray vector, ParameterLayout.Entry entry) {
    long[] shape = entry.shape();
    int rows = shape.length == 1 ? 1 : (int) shape[0];
    int columns = (int) shape[shape.length - 1];
    return Tensor.of(backend.borrow(vector, entry.offset(), entry.size()), rows, columns);
  }
}
