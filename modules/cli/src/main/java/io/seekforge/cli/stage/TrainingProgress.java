package io.seekforge.cli.stage;

import io.seekforge.api.StageName;
import io.seekforge.training.Progress;
import java.util.Locale;

/** Passes a training job's progress on to the run's. */
record TrainingProgress(StageName stage, io.seekforge.cli.pipeline.Progress run)
    implements Progress {
  @Override
  public void round(Round round) {
    String what =
        String.format(
            Locale.ROOT,
            "%s: loss %.4f, %,.0f tokens/s, round",
            stage.word(),
            round.loss(),
            round.tokensPerSecond());
    run.advance(stage.word(), what, round.round(), round.rounds());
  }

  @Override
  public void message(String line) {
    run.line(line);
  }
}
