package io.seekforge.training.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.PackedSequence;
import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardReaderTest {
  private static final List<PackedSequence> ROWS =
      List.of(
          new PackedSequence(
              new int[] {5, 6, 7, 8, 9},
              new int[] {-100, 6, 7, -100, 9},
              new int[] {0, 3},
              List.of("a", "ü")),
          PackedSequence.single(new int[] {1, 2}, new int[] {1, 2}, "c"));

  @TempDir Path folder;
  private final Configuration hadoop = new Configuration();

  @Test
  void readsWhatWasPacked() {
    Path file = folder.resolve("shard-00000.parquet");
    ShardFixture.write(file, ROWS);
    ShardSummary summary = ShardSummary.of(file.toString(), hadoop);
    List<PackedSequence> read = ShardReader.read(summary.file(), hadoop);
    assertThat(read).usingRecursiveComparison().isEqualTo(ROWS);
    assertThat(summary.sequences()).isEqualTo(2);
    assertThat(summary.tokens()).isEqualTo(7);
    assertThat(summary.labelTokens()).isEqualTo(4);
    assertThat(summary.longest()).isEqualTo(5);
    assertThat(summary.largestId()).isEqualTo(9);
  }

  @Test
  void refusesOtherBytesThanTheRunBeganWith() {
    Path file = folder.resolve("shard-00000.parquet");
    ShardFixture.write(file, ROWS);
    ShardFile known = ShardSummary.of(file.toString(), hadoop).file();
    ShardFixture.write(folder.resolve("other.parquet"), ROWS.subList(0, 1));
    move("other.parquet", "shard-00000.parquet");
    assertThatThrownBy(() -> ShardReader.read(known, hadoop))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("SHA-256");
  }

  @Test
  void refusesATruncatedFileByName() throws IOException {
    Path file = folder.resolve("shard-00000.parquet");
    ShardFixture.write(file, ROWS);
    byte[] bytes = Files.readAllBytes(file);
    Path cut = folder.resolve("cut.parquet");
    Files.write(cut, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> ShardReader.read(cut.toString(), hadoop))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("cut.parquet");
    Path empty = Files.createFile(folder.resolve("empty.parquet"));
    assertThatThrownBy(() -> ShardReader.read(empty.toString(), hadoop))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("empty.parquet");
  }

  @Test
  void refusesATableOfAnotherKindByColumn() {
    Path file = folder.resolve("cases.parquet");
    ShardFixture.writeCases(
        file, List.of(new EvaluationCase("d", "test", new int[] {1}, "p", "e")));
    assertThatThrownBy(() -> ShardReader.read(file.toString(), hadoop))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("no column input_ids");
  }

  @Test
  void readsTheFirstCasesOfASplit() {
    Path file = folder.resolve("cases.parquet");
    EvaluationCase first = new EvaluationCase("d", "test", new int[] {1, 2}, "p", "e");
    EvaluationCase other = new EvaluationCase("f", "valid", new int[] {}, "", "");
    EvaluationCase third = new EvaluationCase("g", "test", new int[] {3}, "q", "x");
    ShardFixture.writeCases(file, List.of(first, other, third));
    assertThat(EvaluationCase.read(file.toString(), hadoop, "test", 10))
        .usingRecursiveComparison()
        .isEqualTo(List.of(first, third));
    assertThat(EvaluationCase.read(file.toString(), hadoop, "valid", 10))
        .usingRecursiveComparison()
        .isEqualTo(List.of(other));
    assertThat(EvaluationCase.read(file.toString(), hadoop, "test", 1)).hasSize(1);
  }

  private void move(String from, String to) {
    try {
      Files.delete(folder.resolve(to));
      Files.deleteIfExists(folder.resolve("." + to + ".crc"));
      Files.move(folder.resolve(from), folder.resolve(to));
      Files.move(folder.resolve("." + from + ".crc"), folder.resolve("." + to + ".crc"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
