package io.seekforge.training;

import io.seekforge.api.PackedSequence;
import io.seekforge.api.StageFolder;
import io.seekforge.training.shard.EvaluationCase;
import io.seekforge.training.shard.ShardFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Packed shards of random tokens below 49, two documents a row. */
final class TinyPack {
  static final int VOCABULARY = 50;

  private final Path folder;

  TinyPack(Path folder) {
    this.folder = folder;
  }

  StageFolder stage() {
    return new StageFolder(folder.toString());
  }

  /** One train shard per number of rows; two rows for valid and test each. */
  TinyPack write(int... rowsPerReplica) {
    for (int replica = 0; replica < rowsPerReplica.length; replica++) {
      train(replica, rows("r" + replica, 100 + replica, rowsPerReplica[replica]));
    }
    ShardFixture.write(shard("valid", 0), rows("v", 7, 3));
    ShardFixture.write(shard("test", 0), rows("t", 8, 20));
    return this;
  }

  void train(int replica, List<PackedSequence> rows) {
    ShardFixture.write(shard("train", replica), rows);
  }

  void cases(List<EvaluationCase> cases) {
    ShardFixture.writeCases(folder.resolve("cases/part-00000.parquet"), cases);
  }

  Path shard(String split, int number) {
    return folder.resolve("shards/%s/shard-%05d.parquet".formatted(split, number));
  }

  static List<PackedSequence> rows(String name, long seed, int count) {
    Random random = new Random(seed);
    List<PackedSequence> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] ids = random.ints(8 + random.nextInt(10), 2, VOCABULARY - 1).toArray();
      int[] labels = ids.clone();
      for (int t = 0; t < labels.length; t++) {
        labels[t] = random.nextInt(3) == 0 ? PackedSequence.IGNORE : labels[t];
      }
      String id = name + "-" + i;
      rows.add(new PackedSequence(ids, labels, new int[] {0, 5}, List.of(id + "a", id + "b")));
    }
    return rows;
  }
}
