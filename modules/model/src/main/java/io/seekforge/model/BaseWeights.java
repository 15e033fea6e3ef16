package io.seekforge.model;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.checkpoint.Dtype;
import io.seekforge.model.checkpoint.StoredWeight;
import io.seekforge.model.checkpoint.WeightIndex;
import io.seekforge.model.decoder.Weights;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementSource;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Storage;
import io.seekforge.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The resident weights of a model, by Hugging Face name; read-only once made. */
final class BaseWeights implements Weights, AutoCloseable {
  /** Elements converted at once: few enough that the collector takes their array as a small one. */
  private static final int PIECE = 1 << 16;

  private final Backend backend;
  private final Precision precision;
  private final Map<String, Tensor> tensors = new HashMap<>();

  private BaseWeights(Backend backend, Precision precision) {
    this.backend = backend;
    this.precision = precision;
  }

  static BaseWeights random(Backend backend, ModelConfig config, long seed, Precision precision) {
    BaseWeights weights = new BaseWeights(backend, precision);
    weights.fill(
        config,
        PackedPlan.of(config, precision),
        spec ->
            weights.make(
                spec, new InitialWeights(config, spec, seed), precision.type(spec.role())));
    return weights;
  }

  static BaseWeights load(
      Backend backend,
      ModelConfig config,
      WeightIndex index,
      Precision precision,
      PackedPlan packed) {
    BaseWeights weights = new BaseWeights(backend, precision);
    weights.fill(config, packed, spec -> weights.load(index, spec, packed.takes(spec)));
    return weights;
  }

  /** Makes the memory of one tensor. */
  @FunctionalInterface
  private interface Making {
    Storage of(WeightSpec spec);
  }

  private void fill(ModelConfig config, PackedPlan packed, Making making) {
    try {
      for (WeightSpec spec : WeightCatalog.of(config)) {
        Storage storage = making.of(spec);
        put(spec, storage);
        if (packed.takes(spec)) {
          backend.pack(storage);
        }
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private Storage load(WeightIndex index, WeightSpec spec, boolean packed) {
    try (StoredWeight stored = StoredWeight.open(index, spec)) {
      ElementType type = precision.type(spec.role(), stored.dtype(), packed);
      if (fits(stored.dtype(), type)) {
        ByteBuffer bytes = stored.bytes();
        if (bytes.isDirect()) {
          return type == ElementType.FP8_E4M3
              ? backend.float8(bytes, stored.scales(), rows(spec), columns(spec))
              : backend.weight(bytes, type, type);
        }
      }
      return make(spec, stored, type);
    }
  }

  private static boolean fits(Dtype dtype, ElementType type) {
    return switch (type) {
      case FLOAT32 -> dtype == Dtype.F32;
      case BFLOAT16 -> dtype == Dtype.BF16;
      case FP8_E4M3 -> dtype == Dtype.F8_E4M3;
      case INT8, NF4 -> false;
    };
  }

  private Storage make(WeightSpec spec, ElementSource source, ElementType type) {
    if (!type.quantized()) {
      return copy(spec, source, type);
    }
    try {
      return backend.quantize(source, rows(spec), columns(spec), type);
    } catch (SeekforgeException e) {
      throw new SeekforgeException(
          "Cannot use " + spec.name() + " as " + precision.word() + ": " + e.getMessage(), e);
    }
  }

  private Storage copy(WeightSpec spec, ElementSource source, ElementType type) {
    Storage storage = backend.allocate(type, spec.size());
    float[] piece = new float[(int) Math.min(PIECE, spec.size())];
    for (long from = 0; from < spec.size(); from += piece.length) {
      int count = (int) Math.min(piece.length, spec.size() - from);
      source.read(from, piece, count);
      Tensor part =
          Tensor.of(storage, 1, Math.toIntExact(spec.size()))
              .columns((int) from, (int) from + count);
      backend.write(piece, part);
    }
    return storage;
  }

  private void put(WeightSpec spec, Storage storage) {
    tensors.put(spec.name(), Tensor.of(storage, rows(spec), columns(spec)));
  }

  private static int rows(WeightSpec spec) {
    return spec.shape().length == 1 ? 1 : (int) spec.shape()[0];
  }

  private static int columns(WeightSpec spec) {
    return (int) spec.shape()[spec.shape().length - 1];
  }

  @Override
  public Tensor weight(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("No weight " + name);
    }
    return tensor;
  }

  /** How each is stored. */
  Map<String, ElementType> types() {
    Map<String, ElementType> types = new TreeMap<>();
    tensors.forEach((name, tensor) -> types.put(name, tensor.type()));
    return types;
  }

  /** How linears, embedding and the rest are asked to be stored. */
  Precision precision() {
    return precision;
  }

  @Override
  public void close() {
    tensors.values().forEach(tensor -> tensor.storage().close());
    backend.close();
  }
}
