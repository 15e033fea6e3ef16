package io.seekforge.cli.stage;

import io.seekforge.cli.embed.Checkpoints;
import io.seekforge.cli.pipeline.Stage;
import io.seekforge.cli.report.ReportStage;
import io.seekforge.corpus.AugmentJob;
import io.seekforge.corpus.CleanJob;
import io.seekforge.corpus.CollectJob;
import io.seekforge.corpus.CorpusJob;
import io.seekforge.corpus.DecontaminateJob;
import io.seekforge.corpus.DedupJob;
import io.seekforge.corpus.NormalizeJob;
import io.seekforge.corpus.PackJob;
import io.seekforge.corpus.SplitJob;
import io.seekforge.training.ExportStage;
import io.seekforge.training.PretrainStage;
import io.seekforge.training.TrainStage;
import java.util.List;
import java.util.stream.Stream;

/** Which implementation does which stage. */
public final class Stages {
  private Stages() {}

  /** All stages of a run in their order. */
  public static List<Stage> all() {
    return Stream.concat(
            corpus(),
            Stream.of(
                new TrainingStage(new TrainStage()),
                new EvaluationStage(),
                new TrainingStage(new ExportStage()),
                new ReportStage()))
        .toList();
  }

  /** The stages that make a new base model: it is trained in the place of the stage train. */
  public static List<Stage> pretrain() {
    return Stream.concat(corpus(), Stream.of(new TrainingStage(new PretrainStage()))).toList();
  }

  private static Stream<Stage> corpus() {
    return Stream.<CorpusJob>of(
            new CollectJob(),
            new CleanJob(),
            new DedupJob(new Checkpoints()),
            new NormalizeJob(),
            new SplitJob(),
            new AugmentJob(),
            new DecontaminateJob(),
            new PackJob())
        .map(CorpusStage::new);
  }
}
