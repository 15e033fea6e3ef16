package io.seekforge.tensor.cpu;

import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Storage;
import io.seekforge.tensor.Tensor;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.Pointer;

/** Memory of the process: its own, or borrowed from an owner that it keeps alive. */
final class CpuStorage implements Storage {
  private final ElementType type;
  private final long size;
  private final long address;
  private final ByteBuffer bytes;
  private Pointer owned;
  private PackedWeights packed;

  @SuppressWarnings("unused") // keeps borrowed memory reachable
  private final Object owner;

  private CpuStorage(ElementType type, long size, long address, Pointer owned, Object owner) {
    this.type = type;
    this.size = size;
    this.address = address;
    this.bytes = NativeMemory.view(address, size * type.bytes());
    this.owned = owned;
    this.owner = owner;
  }

  static CpuStorage allocate(ElementType type, long size) {
    Pointer pointer = NativeMemory.allocate(size * type.bytes());
    return new CpuStorage(type, size, NativeMemory.aligned(pointer), pointer, null);
  }

  /** The memory given if it is large enough; else new memory in its place. */
  static CpuStorage grown(CpuStorage storage, ElementType type, long size) {
    if (storage != null && storage.size >= size) {
      return storage;
    }
    release(storage);
    return allocate(type, size);
  }

  /** Closes memory that may never have been needed. */
  static void release(CpuStorage storage) {
    if (storage != null) {
      storage.close();
    }
  }

  static CpuStorage borrow(ElementType type, long size, long address, Object owner) {
    return new CpuStorage(type, size, address, null, owner);
  }

  static ByteBuffer bytes(Tensor tensor) {
    return ((CpuStorage) tensor.storage()).bytes;
  }

  /** Index of the first byte of a tensor in {@link #bytes}. */
  static int start(Tensor tensor) {
    return (int) (tensor.offset() * tensor.type().bytes());
  }

  static long address(Tensor tensor) {
    return ((CpuStorage) tensor.storage()).address + tensor.offset() * tensor.type().bytes();
  }

  /** Where its first element lies. */
  long address() {
    return address;
  }

  @Override
  public ElementType type() {
    return type;
  }

  @Override
  public long size() {
    return size;
  }

  /** From now on products with it keep {@link PackedWeights}. */
  void pack() {
    packed = new PackedWeights();
  }

  /** Null without. */
  PackedWeights packed() {
    return packed;
  }

  @Override
  public void close() {
    if (packed != null) {
      packed.close();
      packed = null;
    }
    if (owned != null) {
      Pointer.free(owned);
      owned = null;
    }
  }
}
