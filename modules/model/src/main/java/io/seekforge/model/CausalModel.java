package io.seekforge.model;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.model.checkpoint.WeightIndex;
import io.seekforge.model.decoder.Decoder;
import io.seekforge.model.decoder.ParameterSet;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.cpu.CpuBackend;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The resident weights of one decoder: loaded once, read by all workers of the process,
 * thread-safe.
 */
public final class CausalModel implements AutoCloseable {
  private final ModelConfig config;
  private final BaseWeights weights;
  private final IntFunction<Backend> backends;

  private CausalModel(ModelConfig config, BaseWeights weights, IntFunction<Backend> backends) {
    this.config = config;
    this.weights = weights;
    this.backends = backends;
  }

  /**
   * Reads a Hugging Face checkpoint.
   *
   * <p>Weights are converted or quantised one after the other while they are read, and what was
   * read is let go: beside the weights, loading takes a few megabytes.
   *
   * @param folder holds config.json and safetensors files; files whose types fit the precision stay
   *     mapped, so they must not change while the model is open
   * @param precision how frozen weights are kept; FP8 checkpoints are widened unless it is {@link
   *     Precision#FP8}, which keeps their codes
   * @throws SeekforgeException if a file is missing or broken, or the architecture is not supported
   */
  public static CausalModel load(Path folder, Precision precision) {
    ModelConfig config = HfConfig.read(folder);
    return load(folder, config, precision, PackedPlan.of(config, precision));
  }

  static CausalModel load(Path folder, ModelConfig config, Precision precision, PackedPlan packed) {
    WeightIndex index = WeightIndex.open(folder);
    IntFunction<Backend> backends = backends(precision);
    return new CausalModel(
        config, BaseWeights.load(backends.apply(1), config, index, precision, packed), backends);
  }

  /**
   * A model with fresh weights: normal(0, initializer_range), norms 1, biases 0, as Hugging Face
   * initialises.
   */
  public static CausalModel random(ModelConfig config, long seed, Precision precision) {
    IntFunction<Backend> backends = backends(precision);
    return new CausalModel(
        config, BaseWeights.random(backends.apply(1), config, seed, precision), backends);
  }

  private static IntFunction<Backend> backends(Precision precision) {
    return threads -> new CpuBackend(threads, precision.operands());
  }

  /** The shape of the model. */
  public ModelConfig config() {
    return config;
  }

  /** How each weight is kept in memory, by Hugging Face name. */
  public Map<String, ElementType> weightTypes() {
    return weights.types();
  }

  /**
   * Where each trainable tensor lies in the flat vector.
   *
   * @throws SeekforgeException if a LoRA target matches no linear
   */
  public ParameterLayout layout(Trainable trainable) {
    return TrainableTensors.layout(config, trainable);
  }

  /**
   * Initial values, flat float32. LoRA: A Kaiming-uniform(√5), B zero, magnitudes those of the
   * base. Full and experts: the weights themselves.
   *
   * @throws SeekforgeException if weights of a quantised model are asked for
   */
  public INDArray initialParameters(Trainable trainable, long seed) {
    ParameterLayout layout = layout(trainable);
    try (Backend backend = backends.apply(1)) {
      if (trainable instanceof LoraConfig || trainable instanceof MixtureConfig) {
        return InitialParameters.adapters(backend, weights, layout, seed);
      }
      if (weights.precision().quantized()) {
        throw new SeekforgeException(
            "Cannot train weights of a model in "
                + weights.precision().word()
                + ": take LoRA, or precision fp32 or bf16");
      }
      return InitialParameters.weights(backend, weights, layout);
    }
  }

  /**
   * A worker for one thread.
   *
   * @param trainable what it computes gradients of; null: the base alone, without gradients
   */
  public ModelWorker worker(Trainable trainable) {
    return worker(trainable, false);
  }

  /**
   * A worker for one thread.
   *
   * @param recompute keeps only the input of each layer and computes its inside once more in the
   *     backward: same bits, less memory, about a third more time
   */
  public ModelWorker worker(Trainable trainable, boolean recompute) {
    return worker(trainable, recompute, 1);
  }

  /**
   * A worker that shares each operation among threads: for fewer sequences than threads. Same bits.
   *
   * @param threads the caller's included
   */
  public ModelWorker worker(Trainable trainable, boolean recompute, int threads) {
    return worker(trainable, RouterLosses.NONE, recompute, threads);
  }

  /**
   * A worker whose gradient has the losses of the routers in it.
   *
   * @param losses nothing of a dense model
   */
  public ModelWorker worker(
      Trainable trainable, RouterLosses losses, boolean recompute, int threads) {
    return new DecoderWorker(decoder(trainable, losses, recompute, threads), trainable);
  }

  /**
   * A decoder to generate with. Same bits on any number of threads.
   *
   * @param trainable null: the base alone
   * @param threads that share its operations, the caller's included
   */
  public Decoder decoder(Trainable trainable, int threads) {
    return decoder(trainable, RouterLosses.NONE, false, threads);
  }

  private Decoder decoder(
      Trainable trainable, RouterLosses losses, boolean recompute, int threads) {
    ParameterLayout layout = trainable == null ? new ParameterLayout(List.of()) : layout(trainable);
    ParameterSet parameters = new ParameterSet(weights, trainable, layout);
    return new Decoder(backends.apply(threads), config, parameters, trainable, losses, recompute);
  }

  /** Gives the weights back; its workers must be closed before. */
  @Override
  public void close() {
    weights.close();
  }
}
