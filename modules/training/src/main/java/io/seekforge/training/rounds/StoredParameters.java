package io.seekforge.training.rounds;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Parameters in files, one per block.
 *
 * @param folder path or URI that every executor sees
 * @param blocks how the vector is cut
 * @param hashes SHA-256 of each block's file, hex
 */
public record StoredParameters(String folder, Blocks blocks, List<String> hashes)
    implements Parameters {
  @Override
  public long length() {
    return blocks.size();
  }

  /** Each task begins with another block: else all would ask the same few nodes at a time. */
  @Override
  public INDArray vector(Configuration hadoop) {
    BlockFiles files = new BlockFiles(folder, hadoop);
    INDArray vector = Nd4j.createUninitialized(DataType.FLOAT, blocks.size());
    for (int i = 0; i < blocks.count(); i++) {
      int block = (TaskContext.getPartitionId() + i) % blocks.count();
      files.readParameters(
          block, hashes.get(block), Slice.of(vector, blocks.from(block), blocks.length(block)));
    }
    return vector;
  }
}
