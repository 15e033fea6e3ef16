package io.seekforge.text.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.text.SharedData;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class DatatroveDecisionsTest {
  @Test
  void everyDecisionIsTheSame() throws IOException {
    SharedData.file("data/filters/datatrove-decisions.jsonl");
    DatatroveDecisions decisions = DatatroveDecisions.run(SharedData.file("data"));
    assertThat(decisions.total()).isPositive();
    assertThat(decisions.wrong()).isEmpty();
  }
}
