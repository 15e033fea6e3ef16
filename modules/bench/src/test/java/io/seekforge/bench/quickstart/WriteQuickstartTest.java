package io.seekforge.bench.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed files are what the generator writes. */
final class WriteQuickstartTest {
  private static final Path COMMITTED = Path.of("../../conf/quickstart");

  @Test
  void committedFilesAreWhatTheGeneratorWrites(@TempDir Path written) throws IOException {
    WriteQuickstart.write(written);
    List<Path> files;
    try (Stream<Path> walk = Files.walk(written)) {
      files = walk.filter(Files::isRegularFile).map(written::relativize).sorted().toList();
    }
    assertThat(files).hasSizeGreaterThan(40);
    for (Path file : files) {
      assertThat(COMMITTED.resolve(file))
          .as("%s, rewritten by WriteQuickstart", file)
          .hasSameBinaryContentAs(written.resolve(file));
    }
  }
}
