package io.seekforge.training.rounds;

import org.apache.hadoop.conf.Configuration;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Parameters that travel as they are.
 *
 * @param bytes float32 little-endian
 */
public record Values(byte[] bytes) implements Parameters {
  @Override
  public long length() {
    return bytes.length / Float.BYTES;
  }

  @Override
  public INDArray vector(Configuration hadoop) {
    return FlatVector.of(bytes);
  }
}
