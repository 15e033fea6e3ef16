package io.seekforge.bench.rounds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Rounds of one run, medians over its second half, in seconds. Figures of tasks are sums over the
 * tasks of a stage. {@code modules/bench/round-costs} makes the rows.
 *
 * @param by who adds gradients up
 * @param hidden size of the model, for people
 * @param replicas of the run
 * @param parameters trained, without a fraction
 * @param round wall time
 * @param compute of the slowest task, by {@code training.jsonl}; with the shuffle it includes
 *     reading parameters
 * @param reduce the driver's time after the gradients
 * @param bytes that {@code bytes_moved} counts
 * @param wall of the stage that computes gradients
 * @param launches from its first launch of a task to its last
 * @param run of its tasks
 * @param deserialize of its tasks
 * @param serialize of its results
 * @param getting its large results to the driver
 * @param sumWall of the stage that sums blocks; 0 on the driver's path, as the next three
 * @param sumRun of its tasks
 * @param updateWall of the stage that updates blocks
 * @param updateRun of its tasks
 */
record MeasuredRounds(
    By by,
    int hidden,
    int replicas,
    double parameters,
    double round,
    double compute,
    double reduce,
    double bytes,
    double wall,
    double launches,
    double run,
    double deserialize,
    double serialize,
    double getting,
    double sumWall,
    double sumRun,
    double updateWall,
    double updateRun) {
  /** What {@link #figures} gives. */
  static final String COLUMNS =
      "parameters,round,compute,reduce,bytes,wall,launches,run,deserialize,serialize,getting,"
          + "sum_wall,sum_run,update_wall,update_run";

  private static final String RESOURCE = "rounds.csv";

  /** Who adds gradients up. */
  enum By {
    DRIVER,
    SHUFFLE
  }

  /** Hidden size of the committed rows that no cost is fitted to. */
  static final int HELD_OUT = 256;

  /** The committed rows that unit costs are fitted to. */
  static List<MeasuredRounds> fitted() {
    return committed().stream().filter(row -> row.hidden() != HELD_OUT).toList();
  }

  /** The committed rows. */
  static List<MeasuredRounds> committed() {
    try (InputStream in = MeasuredRounds.class.getResourceAsStream(RESOURCE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .filter(line -> line.startsWith("driver,") || line.startsWith("shuffle,"))
          .map(MeasuredRounds::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + RESOURCE, e);
    }
  }

  private static MeasuredRounds of(String line) {
    String[] cells = line.split(",");
    double[] at = Arrays.stream(cells).skip(3).mapToDouble(Double::parseDouble).toArray();
    return new MeasuredRounds(
        By.valueOf(cells[0].toUpperCase(Locale.ROOT)),
        Integer.parseInt(cells[1]),
        Integer.parseInt(cells[2]),
        at[0],
        at[1],
        at[2],
        at[3],
        at[4],
        at[5],
        at[6],
        at[7],
        at[8],
        at[9],
        at[10],
        at[11],
        at[12],
        at[13],
        at[14]);
  }

  /**
   * The cells of {@link #COLUMNS} for a run.
   *
   * @param log {@code training.jsonl}
   * @param events the event log of the application
   */
  static String figures(Path log, Path events) throws IOException {
    List<JsonNode> rounds = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      JsonNode json = new ObjectMapper().readTree(line);
      if (json.has("loss")) {
        rounds.add(json);
      }
    }
    List<EventLog.Stage> stages =
        EventLog.stages(events).stream()
            .filter(stage -> stage.name().contains("Rounds.java"))
            .toList();
    int each = stages.size() / rounds.size();
    if (each * rounds.size() != stages.size() || (each != 1 && each != 3)) {
      throw new IOException(stages.size() + " stages do not make " + rounds.size() + " rounds");
    }
    StringBuilder cells = new StringBuilder();
    // bytes_moved of the driver's path is 8·P·R, of the shuffle's 4·P·(2·R + 6).
    double bytes = median(rounds, line -> line.path("bytes_moved").asDouble());
    int replicas = stages.get(0).tasks();
    add(cells, Math.rint(each == 1 ? bytes / (8.0 * replicas) : bytes / (8.0 * replicas + 24)));
    add(cells, median(rounds, MeasuredRounds::seconds));
    add(cells, median(rounds, line -> line.path("seconds_compute").asDouble()));
    add(cells, median(rounds, line -> line.path("seconds_reduce").asDouble()));
    add(cells, bytes);
    List<EventLog.Stage> gradients = every(stages, each, 0);
    add(cells, median(gradients, EventLog.Stage::wall));
    add(cells, median(gradients, EventLog.Stage::launches));
    add(cells, median(gradients, EventLog.Stage::run));
    add(cells, median(gradients, EventLog.Stage::deserialize));
    add(cells, median(gradients, EventLog.Stage::serialize));
    add(cells, median(gradients, EventLog.Stage::getting));
    for (int stage = 1; stage < 3; stage++) {
      List<EventLog.Stage> all = every(stages, each, stage);
      add(cells, each == 1 ? 0 : median(all, EventLog.Stage::wall));
      add(cells, each == 1 ? 0 : median(all, EventLog.Stage::run));
    }
    return cells.substring(1);
  }

  private static List<EventLog.Stage> every(List<EventLog.Stage> stages, int each, int first) {
    List<EventLog.Stage> some = new ArrayList<>();
    for (int i = first; i < stages.size(); i += each) {
      some.add(stages.get(i));
    }
    return some;
  }

  private static double seconds(JsonNode line) {
    return line.path("seconds_compute").asDouble()
        + line.path("seconds_reduce").asDouble()
        + line.path("seconds_wait").asDouble();
  }

  private static void add(StringBuilder cells, double value) {
    cells.append(',');
    cells.append(
        value == Math.rint(value)
            ? Long.toString((long) value)
            : String.format(Locale.ROOT, "%.4f", value));
  }

  private static <T> double median(List<T> all, ToDoubleFunction<T> value) {
    double[] sorted =
        all.subList(all.size() / 2, all.size()).stream().mapToDouble(value).sorted().toArray();
    return sorted[(sorted.length - 1) / 2];
  }
}
