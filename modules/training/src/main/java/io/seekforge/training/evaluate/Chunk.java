package io.seekforge.training.evaluate;

import io.seekforge.api.PackedSequence;
import io.seekforge.training.resident.Resident;
import io.seekforge.training.shard.ShardFile;
import io.seekforge.training.shard.ShardSummary;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Some sequences whose loss one task computes. */
public sealed interface Chunk extends Serializable {
  /** Sequences of a chunk: fixed, so that the same sums come about on any cluster. */
  int SIZE = 8;

  /** The sequences, in order. */
  List<PackedSequence> sequences(Configuration hadoop);

  /**
   * All rows of some shards.
   *
   * @param most rows at most, 0: all
   */
  static List<Chunk> ofShards(List<ShardSummary> shards, int most) {
    List<Chunk> chunks = new ArrayList<>();
    int left = most == 0 ? Integer.MAX_VALUE : most;
    for (ShardSummary shard : shards) {
      int rows = Math.min(left, shard.sequences());
      for (int from = 0; from < rows; from += SIZE) {
        chunks.add(new Rows(shard.file(), from, Math.min(rows, from + SIZE)));
      }
      left -= rows;
    }
    return chunks;
  }

  /** Sequences that stand in no file. */
  static List<Chunk> of(List<PackedSequence> sequences) {
    List<Chunk> chunks = new ArrayList<>();
    for (int from = 0; from < sequences.size(); from += SIZE) {
      int to = Math.min(sequences.size(), from + SIZE);
      chunks.add(new Given(new ArrayList<>(sequences.subList(from, to))));
    }
    return chunks;
  }

  /** Rows {@code from} (inclusive) to {@code to} (exclusive) of a shard. */
  record Rows(ShardFile shard, int from, int to) implements Chunk {
    @Override
    public List<PackedSequence> sequences(Configuration hadoop) {
      return Resident.shard(shard, hadoop).subList(from, to);
    }
  }

  /** Sequences that travel with the task. */
  record Given(List<PackedSequence> given) implements Chunk {
    @Override
    public List<PackedSequence> sequences(Configuration hadoop) {
      return given;
    }
  }
}
