package io.seekforge.training.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seekforge.training.schedule.LearningRate.Shape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class LearningRateTest {
  @Test
  void everyRateIsHuggingFaces() throws IOException {
    List<String> lines = lines("/schedules.csv");
    assertThat(lines).hasSizeGreaterThan(300);
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",");
      LearningRate rate =
          new LearningRate(
              Shape.valueOf(fields[0].toUpperCase(Locale.ROOT)),
              Double.parseDouble(fields[1]),
              Long.parseLong(fields[2]),
              Long.parseLong(fields[3]));
      double expected = Double.parseDouble(fields[5]);
      assertThat(rate.at(Long.parseLong(fields[4])))
          .as(line)
          .isCloseTo(expected, within(1e-15 + 1e-12 * expected));
    }
  }

  private static List<String> lines(String resource) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                LearningRateTest.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
