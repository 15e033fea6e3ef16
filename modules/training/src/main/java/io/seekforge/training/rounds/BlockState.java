package io.seekforge.training.rounds;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Parameters and optimiser state of a step, in files.
 *
 * @param folder where they are, path or URI
 * @param blocks how the vector is cut
 * @param files of each block
 * @param optimizerSteps steps that the optimiser has taken
 */
public record BlockState(String folder, Blocks blocks, List<StoredBlock> files, long optimizerSteps)
    implements Serializable {
  /** The parameters among them. */
  public StoredParameters parameters() {
    return new StoredParameters(
        folder, blocks, files.stream().map(StoredBlock::parameters).toList());
  }

  /** SHA-256 of every file by its name. */
  SortedMap<String, String> hashes() {
    SortedMap<String, String> hashes = new TreeMap<>();
    for (StoredBlock file : files) {
      hashes.put(BlockFiles.parametersName(file.block()), file.parameters());
      if (!file.optimizer().isEmpty()) {
        hashes.put(BlockFiles.optimizerName(file.block()), file.optimizer());
      }
    }
    return hashes;
  }

  /** The state that those hashes describe. */
  public static BlockState of(
      String folder, Blocks blocks, SortedMap<String, String> hashes, long optimizerSteps) {
    List<StoredBlock> files = new ArrayList<>();
    for (int block = 0; block < blocks.count(); block++) {
      files.add(
          new StoredBlock(
              block,
              hashes.getOrDefault(BlockFiles.parametersName(block), ""),
              hashes.getOrDefault(BlockFiles.optimizerName(block), "")));
    }
    return new BlockState(folder, blocks, List.copyOf(files), optimizerSteps);
  }
}
