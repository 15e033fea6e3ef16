package io.seekforge.training.watch;

import com.fasterxml.jackson.databind.JsonNode;
import io.seekforge.training.store.GrowingFile;
import io.seekforge.training.store.HadoopFolder;
import java.util.SortedMap;

/**
 * The lines of {@code training.jsonl} as TensorBoard reads them. The file follows from the lines
 * alone, so a run that goes on from a checkpoint writes it again from the checkpoint's lines.
 */
public final class EventFile implements AutoCloseable {
  /** Folder in the stage's output. */
  public static final String FOLDER = "tensorboard";

  /** TensorBoard takes every file with {@code tfevents} in its name. */
  static final String NAME = "events.out.tfevents.0.seekforge";

  private final GrowingFile file;
  private long step;

  /** Starts the file in a stage's output. */
  public EventFile(HadoopFolder output) {
    file = new GrowingFile(output.child(FOLDER), NAME);
    file.append(EventRecords.version());
  }

  /** Adds a line; a validation stands at the step of the round before it. */
  public void add(JsonNode line) {
    step = line.path("step").asLong(step);
    SortedMap<String, Double> tags = LogScalars.tags(line);
    if (!tags.isEmpty()) {
      file.append(EventRecords.scalars(line.path("time").asDouble(), step, tags));
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
