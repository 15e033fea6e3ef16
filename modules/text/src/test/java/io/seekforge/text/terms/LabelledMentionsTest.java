package io.seekforge.text.terms;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class LabelledMentionsTest {
  @Test
  void mentionsAreFoundAndNothingElse() throws IOException {
    LabelledMentions score = LabelledMentions.run();
    assertThat(score.labelled()).isGreaterThanOrEqualTo(300);
    assertThat(score.f1()).as("F1; %s", score.wrong()).isGreaterThanOrEqualTo(0.98);
  }

  @Test
  void withoutFoldingOneScriptIsFoundInItself() throws IOException {
    Glossary glossary = new Glossary(LabelledMentions.terms(), false);
    assertThat(glossary.find("高血压")).hasSize(1);
    assertThat(glossary.find("高血壓")).isEmpty();
  }
}
