package io.seekforge.training.rounds;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Every float as it is, 4 bytes each. */
record FloatWire() implements Wire {
  @Override
  public boolean exact() {
    return true;
  }

  @Override
  public byte[] parameters(byte[] floats) {
    return floats;
  }

  @Override
  public INDArray parameters(byte[] sent, long length) {
    return FlatVector.of(sent);
  }

  @Override
  public byte[] update(INDArray values, double norm) {
    byte[] sent = FlatVector.bytes(values);
    values.assign(0);
    return sent;
  }

  @Override
  public INDArray update(byte[] sent, long length) {
    return FlatVector.of(sent);
  }
}
