package io.seekforge.api;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The stages of a run, in their order. */
public enum StageName {
  COLLECT,
  CLEAN,
  DEDUP,
  NORMALIZE,
  SPLIT,
  AUGMENT,
  DECONTAMINATE,
  PACK,
  TRAIN,
  EVALUATE,
  EXPORT,
  REPORT;

  /** The name in commands, folders and ledgers. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The stage of that name. */
  public static Optional<StageName> of(String word) {
    return List.of(values()).stream().filter(stage -> stage.word().equals(word)).findFirst();
  }
}
