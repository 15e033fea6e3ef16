package io.seekforge.training.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopFolderTest {
  private static final byte[] CONTENT = "abc".getBytes(StandardCharsets.UTF_8);
  private static final String HASH =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path local;

  private HadoopFolder folder() {
    return new HadoopFolder(local.resolve("deep").toString(), new Configuration());
  }

  @Test
  void writesWholeFilesAndNothingBeside() throws IOException {
    assertThat(folder().names()).isEmpty();
    assertThat(folder().write("a", CONTENT)).isEqualTo(HASH);
    assertThat(folder().write("a", CONTENT)).isEqualTo(HASH);
    Path source = Files.write(local.resolve("source"), CONTENT);
    assertThat(folder().child("sub").copyIn(source, "b")).isEqualTo(HASH);
    assertThat(folder().names()).containsExactly("a", "sub");
    assertThat(folder().child("sub").read("b")).isEqualTo(CONTENT);
  }

  @Test
  void aWriteThatFailsLeavesTheOldFile() {
    folder().write("a", CONTENT);
    assertThatThrownBy(
            () ->
                folder()
                    .write(
                        "a",
                        out -> {
                          out.write(1);
                          throw new IOException("No space left on device");
                        }))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("deep/a")
        .hasMessageContaining("No space left");
    assertThat(folder().read("a")).isEqualTo(CONTENT);
    assertThat(folder().names()).containsExactly("a");
  }

  @Test
  void deletes() {
    folder().child("sub").write("a", CONTENT);
    folder().delete("sub");
    folder().delete("never");
    assertThat(folder().exists("sub")).isFalse();
  }
}
