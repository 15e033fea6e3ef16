package io.seekforge.api.recipe;

import java.io.Serializable;

/** A whole recipe: what {@code seekforge run} does, from raw sources to the report. */
public record Recipe(
    @Key(
            doc =
                "Name of the run; letters, digits, dash, dot and underscore; a folder of the workspace.")
        String name,
    @Key(doc = "Seed of everything random.", def = "42") long seed,
    @Key(
            doc = "Folder or URI (any Hadoop file system) under which all stages write.",
            def = "work",
            path = true)
        String workspace,
    @Key(doc = "The base model.") ModelSection model,
    @Key(doc = "Where raw documents come from.") CollectSection collect,
    @Key(doc = "Unicode, whitespace and quality rules.", def = "") CleanSection clean,
    @Key(doc = "Exact and near-duplicate removal.", def = "") DedupSection dedup,
    @Key(doc = "Glossary terms.", def = "") NormalizeSection normalize,
    @Key(doc = "Train, valid and test.", def = "") SplitSection split,
    @Key(doc = "Variants of training documents.", def = "") AugmentSection augment,
    @Key(doc = "Removal of training documents that overlap evaluation documents.", def = "")
        DecontaminateSection decontaminate,
    @Key(doc = "Tokenizing and packing.", def = "") PackSection pack,
    @Key(doc = "Training rounds.", def = "") TrainSection train,
    @Key(doc = "Base against tuned.", def = "") EvaluateSection evaluate,
    @Key(doc = "What is written for serving.", def = "") ExportSection export,
    @Key(doc = "The report.", def = "") ReportSection report)
    implements Serializable {
  /** The same with another section for training. */
  public Recipe with(TrainSection other) {
    return new Recipe(
        name,
        seed,
        workspace,
        model,
        collect,
        clean,
        dedup,
        normalize,
        split,
        augment,
        decontaminate,
        pack,
        other,
        evaluate,
        export,
        report);
  }

  public Recipe {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
      throw new IllegalArgumentException(
          "Invalid name: \""
              + name
              + "\" (letters, digits, dash, dot and underscore, at most 100, the first a letter or digit)");
    }
    Check.named("workspace", workspace);
    if (clean != null && collect != null) {
      clean.requireSources(collect.sources().stream().map(SourceSection::name).toList());
    }
  }
}
