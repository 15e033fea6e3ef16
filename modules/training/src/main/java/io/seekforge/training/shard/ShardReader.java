package io.seekforge.training.shard;

import io.seekforge.api.PackedSequence;
import io.seekforge.api.SeekforgeException;
import io.seekforge.training.shard.ParquetRows.Column;
import io.seekforge.training.shard.ParquetRows.Kind;
import io.seekforge.training.store.HadoopFolder;
import io.seekforge.training.store.HashingOutput;
import io.seekforge.training.store.Retry;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Reads packed shards ({@code docs/spec/shards.md}). */
public final class ShardReader {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("input_ids", Kind.INTS),
          new Column("labels", Kind.INTS),
          new Column("document_starts", Kind.INTS),
          new Column("document_ids", Kind.STRINGS));

  private ShardReader() {}

  /**
   * All sequences of a shard, in its order.
   *
   * @throws SeekforgeException if the file is missing, is no shard, or its bytes are not those of
   *     {@code shard.sha256()}
   */
  public static List<PackedSequence> read(ShardFile shard, Configuration hadoop) {
    String found = sha256(shard.path(), hadoop);
    if (!found.equals(shard.sha256())) {
      throw new SeekforgeException(
          "Invalid shard "
              + shard.path()
              + ": its SHA-256 is "
              + found
              + ", not "
              + shard.sha256()
              + " as when the run began (delete it and pack again)");
    }
    return read(shard.path(), hadoop);
  }

  /**
   * All sequences of the Parquet files of a folder, in the order of their names.
   *
   * @throws SeekforgeException if there is none, or one is no shard
   */
  public static List<PackedSequence> readFolder(String folder, Configuration hadoop) {
    List<PackedSequence> sequences = new ArrayList<>();
    for (String path : new HadoopFolder(folder, hadoop).locations(".parquet")) {
      sequences.addAll(read(path, hadoop));
    }
    if (sequences.isEmpty()) {
      throw new SeekforgeException("Cannot find a packed sequence in " + folder);
    }
    return sequences;
  }

  /** All sequences of a shard whose hash is not known yet. */
  static List<PackedSequence> read(String path, Configuration hadoop) {
    return Retry.wrapped(
        hadoop,
        () -> {
          List<PackedSequence> sequences = new ArrayList<>();
          ParquetRows.read(
              path, hadoop, COLUMNS, row -> sequences.add(sequence(row, path, sequences.size())));
          return sequences;
        });
  }

  @SuppressWarnings("unchecked")
  private static PackedSequence sequence(Object[] row, String path, int number) {
    try {
      return new PackedSequence(
          (int[]) row[0], (int[]) row[1], (int[]) row[2], (List<String>) row[3]);
    } catch (IllegalArgumentException e) {
      throw new SeekforgeException(
          "Invalid row " + number + " of " + path + ": " + e.getMessage(), e);
    }
  }

  /** SHA-256 of a file, hex. */
  public static String sha256(String path, Configuration hadoop) {
    HashingOutput hashing = new HashingOutput(OutputStream.nullOutputStream());
    Path file = new Path(path);
    new HadoopFolder(file.getParent().toString(), hadoop).copyTo(file.getName(), hashing);
    return hashing.sha256();
  }
}
