package io.seekforge.training.rounds;

import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Trained parameters as tasks come by them. */
public sealed interface Parameters extends Serializable permits Values, StoredParameters {
  /** Number of elements. */
  long length();

  /**
   * The whole vector, in memory of the process that asks.
   *
   * @param hadoop finds the file system of stored ones
   * @return a new flat float32 vector; the caller closes it
   */
  INDArray vector(Configuration hadoop);
}
