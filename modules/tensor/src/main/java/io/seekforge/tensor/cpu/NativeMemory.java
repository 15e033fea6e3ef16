package io.seekforge.tensor.cpu;

import io.seekforge.api.SeekforgeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** Raw memory beside the Java heap, seen as addresses and byte buffers. */
final class NativeMemory {
  /** Cache lines, and the widest vectors. */
  private static final int ALIGNMENT = 64;

  /** The largest a byte buffer can address, rounded down to whole cache lines. */
  static final long LARGEST = Integer.MAX_VALUE - 63L;

  private NativeMemory() {}

  /** A pointer that can be moved without allocating. */
  static final class Cursor extends FloatPointer {
    Cursor() {
      super((Pointer) null);
    }

    Cursor at(long newAddress) {
      address = newAddress;
      return this;
    }
  }

  private static final class Bytes extends BytePointer {
    Bytes(long start, long length) {
      super((Pointer) null);
      address = start;
      limit = length;
      capacity = length;
    }
  }

  /** Zeroed memory with room to align; give the same pointer to {@link Pointer#free}. */
  static Pointer allocate(long bytes) {
    Pointer pointer = Pointer.calloc(1, bytes + ALIGNMENT);
    if (pointer == null || pointer.isNull()) {
      throw new SeekforgeException(
          "Cannot allocate "
              + bytes
              + " bytes of native memory: shorten the sequence or use fewer workers");
    }
    return pointer;
  }

  static long aligned(Pointer pointer) {
    return (pointer.address() + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** The bytes at an address; whoever owns the memory must outlive the buffer. */
  static ByteBuffer view(long address, long bytes) {
    if (bytes > LARGEST) {
      throw new SeekforgeException(
          "Cannot address a tensor of " + bytes + " bytes: the largest is " + LARGEST);
    }
    return new Bytes(address, bytes).asByteBuffer().order(ByteOrder.nativeOrder());
  }

  static long address(ByteBuffer buffer) {
    return new BytePointer(buffer).address();
  }
}
