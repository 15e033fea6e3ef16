package io.seekforge.tensor.cpu;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.Pointer;

/** The bytes of a quantised matrix: memory of its own, or somebody's buffer. */
final class Codes implements AutoCloseable {
  private final ByteBuffer bytes;
  private Pointer owned;

  private Codes(ByteBuffer bytes, Pointer owned) {
    this.bytes = bytes;
    this.owned = owned;
  }

  static Codes allocate(long size) {
    Pointer pointer = NativeMemory.allocate(size);
    return new Codes(NativeMemory.view(NativeMemory.aligned(pointer), size), pointer);
  }

  /** Bytes from position to limit, used in place. */
  static Codes of(ByteBuffer bytes) {
    return new Codes(bytes.slice(), null);
  }

  ByteBuffer bytes() {
    return bytes;
  }

  @Override
  public void close() {
    if (owned != null) {
      Pointer.free(owned);
      owned = null;
    }
  }
}
