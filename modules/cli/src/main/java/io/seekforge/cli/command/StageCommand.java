package io.seekforge.cli.command;

import io.seekforge.api.StageName;
import io.seekforge.cli.pipeline.StageRange;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** One stage alone: {@code collect}, {@code clean} … {@code report}. */
@Command(
    mixinStandardHelpOptions = true,
    footer = "The output of the stages before must be there. Nothing is done if this one's is too.")
final class StageCommand implements Callable<Integer> {
  private final StageName stage;

  @Mixin RecipeOptions recipe;

  @Spec CommandSpec spec;

  private StageCommand(StageName stage) {
    this.stage = stage;
  }

  static CommandLine line(StageName stage) {
    CommandLine line = new CommandLine(new StageCommand(stage));
    line.getCommandSpec().name(stage.word());
    line.getCommandSpec().usageMessage().description(description(stage));
    return line;
  }

  @Override
  public Integer call() {
    new RecipeRun(recipe, Screen.of(spec)).run(StageRange.only(stage));
    return 0;
  }

  private static String description(StageName stage) {
    return switch (stage) {
      case COLLECT -> "Reads raw sources into documents; bad records go to quarantine.";
      case CLEAN -> "Repairs Unicode and whitespace, applies the quality rules.";
      case DEDUP -> "Removes exact and near duplicates.";
      case NORMALIZE -> "Brings glossary terms to one form.";
      case SPLIT -> "Deals documents to train, valid and test.";
      case AUGMENT -> "Adds back-translated variants of training documents.";
      case DECONTAMINATE -> "Drops training documents that quote evaluation documents.";
      case PACK -> "Tokenizes and packs documents into one shard per replica.";
      case TRAIN -> "Trains in rounds on Spark; continues from the last checkpoint.";
      case EVALUATE -> "Scores base and tuned model side by side.";
      case EXPORT -> "Writes the adapter, and the merged checkpoint if asked for.";
      case REPORT -> "Writes report.json and index.html.";
    };
  }
}
