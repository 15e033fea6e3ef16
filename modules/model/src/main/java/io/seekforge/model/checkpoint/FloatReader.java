package io.seekforge.model.checkpoint;

import io.seekforge.api.SeekforgeException;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/** Turns little-endian elements of one type into floats. */
@FunctionalInterface
interface FloatReader {
  /** Converts all bytes and appends the floats to the target. */
  void read(ByteBuffer bytes, FloatBuffer target);

  /**
   * The reader of a tensor's type.
   *
   * @throws SeekforgeException if that type has no reader
   */
  static FloatReader of(String place, TensorInfo tensor) {
    return switch (tensor.dtype()) {
      case F32 -> (bytes, target) -> target.put(bytes.asFloatBuffer());
      case BF16 -> FloatReader::readBf16;
      case F16 -> FloatReader::readF16;
      case F64 -> FloatReader::readF64;
      case I64 -> FloatReader::readI64;
      case I32 -> FloatReader::readI32;
      case U8, BOOL -> FloatReader::readU8;
      case F8_E4M3 -> FloatReader::readE4m3;
      case F8_E5M2 -> FloatReader::readE5m2;
      case I8, I16, U16, U32, U64 ->
          throw new SeekforgeException(
              "Cannot read "
                  + place
                  + ": tensor "
                  + tensor
                  + " has a type that weights never have");
    };
  }

  private static void readBf16(ByteBuffer bytes, FloatBuffer target) {
    ShortBuffer elements = bytes.asShortBuffer();
    while (elements.hasRemaining()) {
      target.put(FloatFormat.bf16ToFloat(elements.get()));
    }
  }

  private static void readF16(ByteBuffer bytes, FloatBuffer target) {
    ShortBuffer elements = bytes.asShortBuffer();
    while (elements.hasRemaining()) {
      target.put(FloatFormat.f16ToFloat(elements.get()));
    }
  }

  private static void readF64(ByteBuffer bytes, FloatBuffer target) {
    DoubleBuffer elements = bytes.asDoubleBuffer();
    while (elements.hasRemaining()) {
      target.put((float) elements.get());
    }
  }

  private static void readI64(ByteBuffer bytes, FloatBuffer target) {
    LongBuffer elements = bytes.asLongBuffer();
    while (elements.hasRemaining()) {
      target.put((float) elements.get());
    }
  }

  private static void readI32(ByteBuffer bytes, FloatBuffer target) {
    IntBuffer elements = bytes.asIntBuffer();
    while (elements.hasRemaining()) {
      target.put((float) elements.get());
    }
  }

  private static void readU8(ByteBuffer bytes, FloatBuffer target) {
    while (bytes.hasRemaining()) {
      target.put(bytes.get() & 0xFF);
    }
  }

  private static void readE4m3(ByteBuffer bytes, FloatBuffer target) {
    while (bytes.hasRemaining()) {
      target.put(FloatFormat.e4m3ToFloat(bytes.get()));
    }
  }

  private static void readE5m2(ByteBuffer bytes, FloatBuffer target) {
    while (bytes.hasRemaining()) {
      target.put(FloatFormat.e5m2ToFloat(bytes.get()));
    }
  }
}
