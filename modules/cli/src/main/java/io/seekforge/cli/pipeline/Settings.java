package io.seekforge.cli.pipeline;

import io.seekforge.api.ContentHash;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which part of a recipe a stage's output depends on. */
final class Settings {
  private Settings() {}

  /** The stage's sections by name, with the seed from the first stage on that draws at random. */
  static SortedMap<String, Object> of(StageName stage, Recipe recipe) {
    SortedMap<String, Object> settings = new TreeMap<>();
    switch (stage) {
      case COLLECT -> settings.put("collect", recipe.collect());
      case CLEAN -> settings.put("clean", recipe.clean());
      case DEDUP -> settings.put("dedup", recipe.dedup());
      case NORMALIZE -> settings.put("normalize", recipe.normalize());
      case SPLIT -> settings.put("split", recipe.split());
      case AUGMENT -> settings.put("augment", recipe.augment());
      case DECONTAMINATE -> settings.put("decontaminate", recipe.decontaminate());
      case PACK -> settings.put("pack", recipe.pack());
      case TRAIN -> settings.put("train", recipe.train());
      case EVALUATE -> settings.put("evaluate", recipe.evaluate());
      case EXPORT -> settings.put("export", recipe.export());
      case REPORT -> settings.put("report", recipe.report());
    }
    if (stage.compareTo(StageName.DEDUP) >= 0) {
      settings.put("seed", recipe.seed());
    }
    if (stage.compareTo(StageName.TRAIN) >= 0) {
      settings.put("model", recipe.model());
    }
    return settings;
  }

  /** Hash of the whole recipe but the workspace: where a run writes does not change what it is. */
  static String hash(Recipe recipe) {
    SortedMap<String, Object> all = new TreeMap<>();
    for (StageName stage : StageName.values()) {
      all.putAll(of(stage, recipe));
    }
    return ContentHash.of(recipe.name(), all);
  }
}
