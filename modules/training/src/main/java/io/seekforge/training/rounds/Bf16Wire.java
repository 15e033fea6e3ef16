package io.seekforge.training.rounds;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Both ways as bfloat16, rounded to nearest even: 2 bytes each. */
record Bf16Wire() implements Wire {
  @Override
  public boolean exact() {
    return false;
  }

  @Override
  public byte[] parameters(byte[] floats) {
    FloatBuffer values = ByteBuffer.wrap(floats).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    ByteBuffer sent = ByteBuffer.allocate(floats.length / 2).order(ByteOrder.LITTLE_ENDIAN);
    while (values.hasRemaining()) {
      sent.putShort(round(values.get()));
    }
    return sent.array();
  }

  @Override
  public INDArray parameters(byte[] sent, long length) {
    return update(sent, length);
  }

  @Override
  public byte[] update(INDArray values, double norm) {
    FloatBuffer floats = Slice.of(values).asFloatBuffer();
    ByteBuffer sent = ByteBuffer.allocate(2 * floats.limit()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < floats.limit(); i++) {
      short rounded = round(floats.get(i));
      sent.putShort(rounded);
      floats.put(i, floats.get(i) - widen(rounded));
    }
    return sent.array();
  }

  @Override
  public INDArray update(byte[] sent, long length) {
    ByteBuffer halves = ByteBuffer.wrap(sent).order(ByteOrder.LITTLE_ENDIAN);
    INDArray values = FlatVector.zeros(length);
    FloatBuffer floats = Slice.of(values).asFloatBuffer();
    while (halves.hasRemaining()) {
      floats.put(widen(halves.getShort()));
    }
    return values;
  }

  /** Finite values only; the largest floats become infinite, which a step then refuses. */
  private static short round(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
  }

  private static float widen(short half) {
    return Float.intBitsToFloat(half << 16);
  }
}
