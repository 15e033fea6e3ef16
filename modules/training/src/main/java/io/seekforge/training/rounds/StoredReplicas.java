package io.seekforge.training.rounds;

import io.seekforge.training.store.HadoopFolder;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What replicas keep after a round, in files that tasks write and read.
 *
 * @param round rounds done
 * @param folder where they are, path or URI; empty before the first round
 * @param files of each replica
 */
public record StoredReplicas(long round, String folder, List<StoredReplica> files)
    implements Serializable {
  /** Before the first round. */
  public static StoredReplicas fresh(int replicas) {
    return new StoredReplicas(0, "", Collections.nCopies(replicas, StoredReplica.FRESH));
  }

  /**
   * Those that a checkpoint's hashes describe.
   *
   * @param hashes SHA-256 of each file by name
   * @param optimizerSteps of each replica's optimiser; empty if they have none of their own
   */
  public static StoredReplicas of(
      long round,
      String folder,
      int replicas,
      SortedMap<String, String> hashes,
      List<Long> optimizerSteps) {
    List<StoredReplica> files = new ArrayList<>();
    for (int replica = 0; replica < replicas; replica++) {
      String residual = hashes.getOrDefault(StateFiles.residualName(replica), "");
      files.add(
          optimizerSteps.isEmpty()
              ? new StoredReplica("", 0, residual)
              : new StoredReplica(
                  hashes.getOrDefault(StateFiles.optimizerName(replica, replicas), ""),
                  optimizerSteps.get(replica),
                  residual));
    }
    return new StoredReplicas(round, folder, List.copyOf(files));
  }

  /** SHA-256 of every file by its name. */
  public SortedMap<String, String> hashes() {
    SortedMap<String, String> hashes = new TreeMap<>();
    for (int replica = 0; replica < files.size(); replica++) {
      StoredReplica file = files.get(replica);
      if (!file.optimizer().isEmpty()) {
        hashes.put(StateFiles.optimizerName(replica, files.size()), file.optimizer());
      }
      if (!file.residual().isEmpty()) {
        hashes.put(StateFiles.residualName(replica), file.residual());
      }
    }
    return hashes;
  }

  /** Steps of each replica's optimiser. */
  public List<Long> optimizerSteps() {
    return files.stream().map(StoredReplica::optimizerSteps).toList();
  }

  /** Bytes of all states for so many parameters. */
  long bytes(long parameters) {
    return files.stream().mapToLong(file -> file.bytes(parameters)).sum();
  }

  /** A replica's state, in the task that goes on from it. */
  ReplicaState read(RunContext run, int replica) {
    StoredReplica file = files.get(replica);
    if (folder.isEmpty()) {
      return ReplicaState.FRESH;
    }
    StateFiles source = files(run, folder);
    OptimizerState optimizer =
        source.optimizer(
            StateFiles.optimizerName(replica, files.size()),
            file.optimizer(),
            file.optimizerSteps());
    return new ReplicaState(
        optimizer,
        file.residual().isEmpty()
            ? ReplicaState.NOTHING
            : source.vector(StateFiles.residualName(replica), file.residual()));
  }

  /**
   * Writes a replica's state, in the task that has it. A task that runs twice writes the same bytes
   * twice.
   *
   * @param folder path or URI
   */
  static StoredReplica write(RunContext run, String folder, int replica, ReplicaState state) {
    StateFiles target = files(run, folder);
    boolean local = run.plan().localSteps() > 1;
    String name = StateFiles.optimizerName(replica, run.shards().size());
    return new StoredReplica(
        local ? target.write(name, state.optimizer()) : "",
        state.optimizer().steps(),
        state.residual().length == 0
            ? ""
            : target.write(StateFiles.residualName(replica), state.residual()));
  }

  private static StateFiles files(RunContext run, String folder) {
    return new StateFiles(new HadoopFolder(folder, run.model().hadoop().value()), run.layout());
  }
}
