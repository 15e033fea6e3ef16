package io.seekforge.model;

import io.seekforge.model.decoder.Magnitude;
import io.seekforge.model.decoder.Weights;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.Storage;
import io.seekforge.tensor.Tensor;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The flat vector that training starts from. */
final class InitialParameters {
  private static final String MAGNITUDE = ".lora_magnitude_vector";

  private static final String ROUTER = ".moe_gate.weight";
  private static final double ROUTER_DEVIATION = 0.02;

  private InitialParameters() {}

  /**
   * A uniform in ±1/√in, which is Kaiming-uniform with a = √5 (He et al. 2015, as PEFT uses it); B
   * zero; magnitudes the lengths of the base's rows, so that training starts from the base. Routers
   * of a mixture are normal(0, 0.02), MixLoRA's {@code router_init_range}.
   */
  static INDArray adapters(Backend backend, Weights base, ParameterLayout layout, long seed) {
    INDArray values = Nd4j.zeros(DataType.FLOAT, layout.size());
    for (ParameterLayout.Entry entry : layout.entries()) {
      if (entry.name().endsWith(".lora_A.weight")) {
        double bound = 1 / Math.sqrt(entry.shape()[1]);
        Randomness random = new Randomness(seed, entry.name());
        for (long i = 0; i < entry.size(); i++) {
          values.putScalar(entry.offset() + i, bound * (2 * random.uniform(i) - 1));
        }
      } else if (entry.name().endsWith(ROUTER)) {
        Randomness random = new Randomness(seed, entry.name());
        for (long i = 0; i < entry.size(); i++) {
          values.putScalar(entry.offset() + i, ROUTER_DEVIATION * random.normal(i));
        }
      } else if (entry.name().endsWith(MAGNITUDE)) {
        float[] lengths = Magnitude.lengths(backend, base.weight(module(entry) + ".weight"));
        for (int i = 0; i < lengths.length; i++) {
          values.putScalar(entry.offset() + i, lengths[i]);
        }
      }
    }
    return values;
  }

  private static String module(ParameterLayout.Entry entry) {
    int end = entry.name().length() - MAGNITUDE.length();
    return entry.name().substring(TrainableTensors.PEFT_PREFIX.length(), end);
  }

  /** The weights themselves. */
  static INDArray weights(Backend backend, Weights base, ParameterLayout layout) {
    INDArray values = Nd4j.zeros(DataType.FLOAT, layout.size());
    for (ParameterLayout.Entry entry : layout.entries()) {
      Tensor weight = base.weight(entry.name());
      try (Storage target = backend.borrow(values, entry.offset(), entry.size())) {
        backend.copy(weight, Tensor.of(target, weight.rows(), weight.columns()));
      }
    }
    backend.finish();
    return values;
  }
}
