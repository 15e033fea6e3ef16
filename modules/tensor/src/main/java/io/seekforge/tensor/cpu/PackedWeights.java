package io.seekforge.tensor.cpu;

import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.dnnl.memory;

/**
 * Copies of a frozen weight in the order in which oneDNN's products read their right operand; each
 * product would else bring it into that order anew. There is a copy for x·Wᵀ and one for dy·W, made
 * when first needed. However many rows there are, sums are added up in one order; with AVX2 it is
 * not that of the plain products. Thread-safe.
 */
final class PackedWeights implements AutoCloseable {
  private final Map<View, Copy> copies = new ConcurrentHashMap<>();

  /** A part of the weight, as the right operand of a product. */
  private record View(long offset, int rows, int columns, boolean transposed) {}

  /**
   * One copy.
   *
   * @param layout how oneDNN names its order
   * @param storage holds it
   */
  record Copy(memory.desc layout, CpuStorage storage) implements AutoCloseable {
    long address() {
      return storage.address();
    }

    @Override
    public void close() {
      storage.close();
      layout.close();
    }
  }

  /** Copies for a weight; null for what is not kept so. */
  static PackedWeights of(Tensor weight) {
    return weight.storage() instanceof CpuStorage storage ? storage.packed() : null;
  }

  /** Whether products take a type so. */
  static boolean takes(ElementType type) {
    return type == ElementType.FLOAT32
        || type == ElementType.BFLOAT16 && InstructionSet.hasBfloat16();
  }

  /**
   * The copy of a part.
   *
   * @param maker makes it if there is none
   */
  Copy copy(Tensor weight, boolean transposed, Matmul maker) {
    View view = new View(weight.offset(), weight.rows(), weight.columns(), transposed);
    Copy copy = copies.get(view);
    return copy != null
        ? copy
        : copies.computeIfAbsent(view, absent -> maker.pack(weight, transposed));
  }

  @Override
  public void close() {
    copies.values().forEach(Copy::close);
    copies.clear();
  }
}
