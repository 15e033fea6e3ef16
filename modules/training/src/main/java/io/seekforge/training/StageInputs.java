package io.seekforge.training;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import java.util.EnumMap;
import java.util.Map;

/** The finished stages that a stage reads, by name. */
public record StageInputs(Map<StageName, StageFolder> folders) {
  public StageInputs {
    folders = Map.copyOf(folders);
  }

  /** The output of the given stage alone. */
  public static StageInputs of(StageName stage, StageFolder folder) {
    return new StageInputs(Map.of(stage, folder));
  }

  /** These inputs and one more. */
  public StageInputs and(StageName stage, StageFolder folder) {
    Map<StageName, StageFolder> more = new EnumMap<>(StageName.class);
    more.putAll(folders);
    more.put(stage, folder);
    return new StageInputs(more);
  }

  /** The output of a stage that must have run. */
  public StageFolder folder(StageName stage) {
    StageFolder folder = folders.get(stage);
    if (folder == null) {
      throw new SeekforgeException(
          "Cannot start: no output of stage " + stage.word() + " (run it first)");
    }
    return folder;
  }
}
