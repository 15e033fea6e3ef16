package io.seekforge.model;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.WeightSpec.Role;
import io.seekforge.model.checkpoint.Dtype;
import io.seekforge.model.checkpoint.SafetensorsFile;
import io.seekforge.model.checkpoint.TensorInfo;
import io.seekforge.model.checkpoint.WeightIndex;
import io.seekforge.model.decoder.Weights;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Storage;
import io.seekforge.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The resident weights of a model, by Hugging Face name; read-only once made. */
final class BaseWeights implements Weights, AutoCloseable {
  /** Elements converted at once. */
  private static final int PIECE = 1 << 20;

  private final Backend backend;
  private final Map<String, Tensor> tensors = new HashMap<>();

  private BaseWeights(Backend backend) {
    this.backend = backend;
  }

  static BaseWeights random(Backend backend, ModelConfig config, long seed, Precision precision) {
    BaseWeights weights = new BaseWeights(backend);
    for (WeightSpec spec : WeightCatalog.of(config)) {
      Randomness random = new Randomness(seed, spec.name());
      Tensor tensor = weights.allocate(spec, precision);
      double deviation = config.initializerRange();
      weights.fill(
          tensor,
          i ->
              switch (spec.role()) {
                case NORM -> 1f;
                case BIAS, ROUTER_CORRECTION -> 0f;
                case EMBEDDING, LINEAR, HEAD, ROUTER -> (float) (deviation * random.normal(i));
              });
    }
    return weights;
  }

  static BaseWeights load(
      Backend backend, ModelConfig config, WeightIndex index, Precision precision) {
    BaseWeights weights = new BaseWeights(backend);
    for (WeightSpec spec : WeightCatalog.of(config)) {
      weights.load(index.file(spec.name()), spec, precision);
    }
    return weights;
  }

  private void load(SafetensorsFile file, WeightSpec spec, Precision precision) {
    TensorInfo info = file.tensor(spec.name(), spec.shape());
    ElementType type = type(spec, precision);
    boolean same =
        info.dtype() == Dtype.F32 && type == ElementType.FLOAT32
            || info.dtype() == Dtype.BF16 && type == ElementType.BFLOAT16;
    if (same) {
      ByteBuffer bytes = file.bytes(spec.name());
      if (bytes.isDirect()) {
        put(spec, backend.weight(bytes, type, type));
        return;
      }
    }
    if (info.dtype() == Dtype.F8_E4M3 || info.dtype() == Dtype.F8_E5M2) {
      throw new SeekforgeException(
          "Cannot load "
              + file.place()
              + ": tensor "
              + info
              + " is FP8, which is not supported yet");
    }
    Tensor tensor = allocate(spec, precision);
    float[] piece = new float[(int) Math.min(PIECE, spec.size())];
    for (long from = 0; from < spec.size(); from += piece.length) {
      int count = (int) Math.min(piece.length, spec.size() - from);
      file.floats(spec.name(), from, FloatBuffer.wrap(piece, 0, count));
      backend.write(
          count == piece.length ? piece : Arrays.copyOf(piece, count), flat(tensor, from, count));
    }
  }

  /** A value for each index of a tensor. */
  @FunctionalInterface
  private interface Values {
    float at(long index);
  }

  private void fill(Tensor tensor, Values values) {
    long size = (long) tensor.rows() * tensor.columns();
    float[] piece = new float[(int) Math.min(PIECE, size)];
    for (long from = 0; from < size; from += piece.length) {
      int count = (int) Math.min(piece.length, size - from);
      for (int i = 0; i < count; i++) {
        piece[i] = values.at(from + i);
      }
      backend.write(
          count == piece.length ? piece : Arrays.copyOf(piece, count), flat(tensor, from, count));
    }
  }

  /** Elements [from, from + count) of a whole tensor as one row. */
  private static Tensor flat(Tensor tensor, long from, int count) {
    return tensor
        .reshape(1, Math.multiplyExact(tensor.rows(), tensor.columns()))
        .columns((int) from, (int) from + count);
  }

  private Tensor allocate(WeightSpec spec, Precision precision) {
    return put(spec, backend.allocate(type(spec, precision), spec.size()));
  }

  private Tensor put(WeightSpec spec, Storage storage) {
    long[] shape = spec.shape();
    int rows = shape.length == 1 ? 1 : (int) shape[0];
    Tensor tensor = Tensor.of(storage, rows, (int) shape[shape.length - 1]);
    tensors.put(spec.name(), tensor);
    return tensor;
  }

  /** Vectors and routers are small and sensitive: always float32. */
  private static ElementType type(WeightSpec spec, Precision precision) {
    boolean large =
        spec.role() == Role.LINEAR || spec.role() == Role.EMBEDDING || spec.role() == Role.HEAD;
    return large && precision == Precision.BF16 ? ElementType.BFLOAT16 : ElementType.FLOAT32;
  }

  @Override
  public Tensor weight(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("No weight " + name);
    }
    return tensor;
  }

  @Override
  public void close() {
    tensors.values().forEach(tensor -> tensor.storage().close());
    backend.close();
  }
}
