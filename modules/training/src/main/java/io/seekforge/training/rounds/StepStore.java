package io.seekforge.training.rounds;

import java.util.List;
import java.util.SortedMap;

/** Where the states between rounds are kept. */
public interface StepStore {
  /** Folder of the state after so many rounds, for tasks that write into it. */
  String location(long round);

  /** The same folder, emptied, for tasks that write into it. */
  String begin(long round);

  /** Removes that folder unless it is a finished checkpoint. */
  void forget(long round);

  /**
   * Makes a checkpoint of the files that tasks have written.
   *
   * @param optimizerSteps steps of each optimiser
   * @param hashes SHA-256 of each file by name
   * @param log lines of {@code training.jsonl}
   */
  void finish(
      Counters counters, List<Long> optimizerSteps, SortedMap<String, String> hashes, byte[] log);

  /** Makes a checkpoint of what the driver holds and of the replicas' files, which are there. */
  void save(TrainingState state, byte[] log);
}
