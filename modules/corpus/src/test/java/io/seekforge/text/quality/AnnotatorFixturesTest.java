package io.seekforge.text.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

final class AnnotatorFixturesTest {
  @Test
  void c4() throws IOException {
    agrees(AnnotatorFixtures.c4(filters()), 29);
  }

  @Test
  void fineweb() throws IOException {
    agrees(AnnotatorFixtures.fineweb(filters()), 40);
  }

  @Test
  void gopherRepetition() throws IOException {
    agrees(AnnotatorFixtures.gopherRepetition(filters()), 130);
  }

  private static void agrees(AnnotatorFixtures fixtures, int values) {
    assertThat(fixtures.wrong()).isEmpty();
    assertThat(fixtures.total()).isEqualTo(values);
  }

  private static Path filters() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve("shared/data/filters"))) {
      folder = folder.getParent();
    }
    Assumptions.assumeTrue(folder != null, "skipped: ../shared/data/filters is not here");
    return folder.resolve("shared/data/filters");
  }
}
