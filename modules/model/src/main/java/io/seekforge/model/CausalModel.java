package io.seekforge.model;

import java.nio.file.Path;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The resident weights of one decoder: loaded once, read by all workers of the process,
 * thread-safe.
 */
public final class CausalModel implements AutoCloseable {
  private final ModelConfig config;

  private CausalModel(ModelConfig config) {
    this.config = config;
  }

  /**
   * Reads a Hugging Face checkpoint.
   *
   * @param folder holds config.json and safetensors files
   * @param precision how frozen weights are kept
   * @throws io.seekforge.api.SeekforgeException if a file is missing or broken, or the architecture
   *     is not supported
   */
  public static CausalModel load(Path folder, Precision precision) {
    throw new UnsupportedOperationException("loading arrives with the checkpoint package");
  }

  /**
   * A model with fresh weights: normal(0, initializer_range), norms 1, biases 0, as Hugging Face
   * initialises.
   */
  public static CausalModel random(ModelConfig config, long seed, Precision precision) {
    return new CausalModel(config);
  }

  /** The shape of the model. */
  public ModelConfig config() {
    return config;
  }

  /**
   * Where each trainable tensor lies in the flat vector.
   *
   * @throws io.seekforge.api.SeekforgeException if a LoRA target matches no linear
   */
  public ParameterLayout layout(Trainable trainable) {
    return TrainableTensors.layout(config, trainable);
  }

  /**
   * Initial values, flat float32. LoRA: A Kaiming-uniform(√5), B zero. Full: the weights
   * themselves.
   */
  public INDArray initialParameters(Trainable trainable, long seed) {
    throw new UnsupportedOperationException("initial values arrive with the decoder");
  }

  /**
   * A worker for one thread.
   *
   * @param trainable what it computes gradients of; null: the base alone, without gradients
   */
  public ModelWorker worker(Trainable trainable) {
    throw new UnsupportedOperationException("workers arrive with the decoder");
  }

  @Override
  public void close() {}
}
