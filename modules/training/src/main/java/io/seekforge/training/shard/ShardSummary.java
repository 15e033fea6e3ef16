package io.seekforge.training.shard;

import io.seekforge.api.PackedSequence;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * What the driver knows of a shard.
 *
 * @param file path and hash
 * @param sequences rows
 * @param tokens tokens of all rows
 * @param labelTokens tokens that count in the loss
 * @param longest tokens of the longest row
 * @param smallestId smallest token id, 0 for an empty shard
 * @param largestId largest token id, -1 for an empty shard
 */
public record ShardSummary(
    ShardFile file,
    int sequences,
    long tokens,
    long labelTokens,
    int longest,
    int smallestId,
    int largestId)
    implements Serializable {

  /** Reads a shard once. */
  public static ShardSummary of(String path, Configuration hadoop) {
    String hash = ShardReader.sha256(path, hadoop);
    List<PackedSequence> sequences = ShardReader.read(path, hadoop);
    long tokens = 0;
    long labelTokens = 0;
    int longest = 0;
    int smallest = 0;
    int largest = -1;
    for (PackedSequence sequence : sequences) {
      tokens += sequence.length();
      labelTokens += sequence.labelTokens();
      longest = Math.max(longest, sequence.length());
      for (int id : sequence.inputIds()) {
        smallest = Math.min(smallest, id);
        largest = Math.max(largest, id);
      }
    }
    return new ShardSummary(
        new ShardFile(path, hash),
        sequences.size(),
        tokens,
        labelTokens,
        longest,
        smallest,
        largest);
  }
}
