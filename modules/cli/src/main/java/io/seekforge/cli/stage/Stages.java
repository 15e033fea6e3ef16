package io.seekforge.cli.stage;

import io.seekforge.cli.pipeline.Stage;
import io.seekforge.corpus.CleanJob;
import java.util.List;

/** Which implementation does which stage. */
public final class Stages {
  private Stages() {}

  /** All stages in their order. */
  public static List<Stage> all() {
    return List.of(new CorpusStage(new CleanJob()));
  }
}
