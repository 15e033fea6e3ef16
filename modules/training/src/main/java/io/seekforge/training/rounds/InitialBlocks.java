package io.seekforge.training.rounds;

import io.seekforge.training.resident.ModelContext;
import io.seekforge.training.resident.Resident;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Initial parameters, written by one task into the files that the first round starts from. */
public final class InitialBlocks {
  private InitialBlocks() {}

  /**
   * Writes them.
   *
   * @param size elements of the vector
   * @param seed what initial values follow from
   */
  public static BlockState write(
      JavaSparkContext spark,
      Broadcast<ModelContext> model,
      StepStore store,
      long size,
      long seed) {
    Blocks blocks = Blocks.of(size);
    String folder = store.location(0);
    List<StoredBlock> files =
        spark
            .parallelize(List.of(seed), 1)
            .map(drawn -> write(model.value(), blocks, folder, drawn))
            .first();
    return new BlockState(folder, blocks, List.copyOf(files), 0);
  }

  private static ArrayList<StoredBlock> write(
      ModelContext model, Blocks blocks, String folder, long seed) {
    BlockFiles files = new BlockFiles(folder, model.hadoop().value());
    ArrayList<StoredBlock> written = new ArrayList<>();
    try (Resident.Lease lease = Resident.lease(model.base(), null, 1);
        INDArray parameters = lease.model().initialParameters(model.trainable(), seed)) {
      for (int block = 0; block < blocks.count(); block++) {
        String hash =
            files.writeParameters(
                block, Slice.of(parameters, blocks.from(block), blocks.length(block)));
        written.add(new StoredBlock(block, hash, ""));
      }
    }
    return written;
  }
}
