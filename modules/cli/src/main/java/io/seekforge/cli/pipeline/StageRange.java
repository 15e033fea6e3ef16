package io.seekforge.cli.pipeline;

import io.seekforge.api.StageName;

/**
 * Which stages a run makes.
 *
 * @param from the first; the output of those before must be there
 * @param to the last
 * @param again whether they are made even if their output is there
 */
public record StageRange(StageName from, StageName to, boolean again) {
  public StageRange {
    if (from.compareTo(to) > 0) {
      throw new IllegalArgumentException(
          "Invalid range: " + from.word() + " comes after " + to.word());
    }
  }

  /** Everything, as far as it is not there yet. */
  public static StageRange all() {
    return new StageRange(StageName.COLLECT, StageName.REPORT, false);
  }

  /** One stage, if it is not there yet. */
  public static StageRange only(StageName stage) {
    return new StageRange(stage, stage, false);
  }

  boolean before(StageName stage) {
    return stage.compareTo(from) < 0;
  }

  boolean after(StageName stage) {
    return stage.compareTo(to) > 0;
  }
}
