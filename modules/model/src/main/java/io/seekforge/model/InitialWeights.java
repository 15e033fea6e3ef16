package io.seekforge.model;

import io.seekforge.tensor.ElementSource;
import java.util.stream.IntStream;

/**
 * Values of one fresh tensor: normal(0, initializer_range), norms 1, biases 0, as Hugging Face
 * initialises. They depend on seed, name and index alone, so that tensors may be made in any order
 * and in any pieces.
 */
public final class InitialWeights implements ElementSource {
  private final double deviation;
  private final WeightSpec spec;
  private final Randomness random;

  /**
   * @param config gives the standard deviation
   * @param spec the tensor
   */
  public InitialWeights(ModelConfig config, WeightSpec spec, long seed) {
    this.deviation = config.initializerRange();
    this.spec = spec;
    this.random = new Randomness(seed, spec.name());
  }

  @Override
  public void read(long from, float[] values, int count) {
    IntStream.range(0, count).parallel().forEach(i -> values[i] = value(from + i));
  }

  private float value(long index) {
    return switch (spec.role()) {
      case NORM -> 1f;
      case BIAS, ROUTER_CORRECTION -> 0f;
      case EMBEDDING, LINEAR, HEAD, ROUTER -> (float) (deviation * random.normal(index));
    };
  }
}
