package io.seekforge.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.cli.report.Report.Sample;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SampleReaderTest {
  @Test
  void gainsAndFailuresAreBothShown() {
    assertThat(choose(9, 9, 9, 8))
        .extracting(Sample::documentId)
        .containsExactly("g0", "g1", "g2", "g3", "w0", "w1", "o0", "o1");
  }

  @Test
  void whatIsMissingOfOneKindIsFilledFromTheOthers() {
    assertThat(choose(9, 0, 0, 6))
        .extracting(Sample::documentId)
        .containsExactly("g0", "g1", "g2", "g3", "g4", "g5");
    assertThat(choose(0, 2, 9, 4))
        .extracting(Sample::documentId)
        .containsExactly("w0", "o0", "o1", "o2");
    assertThat(choose(1, 1, 0, 8)).hasSize(2);
    assertThat(choose(3, 3, 3, 0)).isEmpty();
  }

  @Test
  void veryLongCurvesAreThinned() {
    List<Integer> points = IntStream.range(0, 100_001).boxed().toList();
    List<Integer> thin = CurveReader.thin(points);
    assertThat(thin).hasSizeLessThanOrEqualTo(Report.MOST_POINTS).startsWith(0).endsWith(100_000);
    assertThat(CurveReader.thin(points.subList(0, Report.MOST_POINTS - 1)))
        .hasSize(Report.MOST_POINTS - 1);
  }

  private static List<Sample> choose(int gained, int wrong, int other, int count) {
    return SampleReader.choose(
        samples("g", gained), samples("w", wrong), samples("o", other), count);
  }

  private static List<Sample> samples(String name, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Sample(name + i, "", "", "", "", false, false))
        .toList();
  }
}
