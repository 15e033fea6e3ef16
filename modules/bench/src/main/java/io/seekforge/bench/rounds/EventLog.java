package io.seekforge.bench.rounds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Stages of an event log that Spark wrote without compression. */
final class EventLog {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double SECOND = 1e-3;

  private final Map<Integer, List<JsonNode>> tasks = new TreeMap<>();
  private final Map<Integer, JsonNode> completed = new TreeMap<>();

  /**
   * A completed stage. Seconds of tasks are sums over them; Spark tells milliseconds.
   *
   * @param name what was called, with file and line
   * @param wall from its submission to its completion
   * @param launches from the first launch of a task to the last
   * @param run in the executors, shuffle files included
   * @param deserialize of the tasks' code, in the executors
   * @param serialize of the results, in the executors
   * @param getting from the driver's asking for a large result to its being read
   */
  record Stage(
      String name,
      int tasks,
      double wall,
      double launches,
      double run,
      double deserialize,
      double serialize,
      double getting) {}

  private EventLog() {}

  /**
   * Completed stages in the order of their numbers.
   *
   * @throws UncheckedIOException if the file cannot be read or is not JSON by line
   */
  static List<Stage> stages(Path file) {
    EventLog log = new EventLog();
    try {
      for (String line : Files.readAllLines(file)) {
        log.add(JSON.readTree(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
    List<Stage> stages = new ArrayList<>();
    log.completed.forEach((id, info) -> stages.add(log.stage(id, info)));
    return stages;
  }

  private void add(JsonNode event) {
    switch (event.path("Event").asText()) {
      case "SparkListenerTaskEnd" ->
          tasks.computeIfAbsent(event.path("Stage ID").asInt(), id -> new ArrayList<>()).add(event);
      case "SparkListenerStageCompleted" -> {
        JsonNode info = event.path("Stage Info");
        completed.put(info.path("Stage ID").asInt(), info);
      }
      default -> {}
    }
  }

  private Stage stage(int id, JsonNode info) {
    List<JsonNode> ended = tasks.getOrDefault(id, List.of());
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    long getting = 0;
    for (JsonNode event : ended) {
      JsonNode task = event.path("Task Info");
      first = Math.min(first, task.path("Launch Time").asLong());
      last = Math.max(last, task.path("Launch Time").asLong());
      long asked = task.path("Getting Result Time").asLong();
      getting += asked == 0 ? 0 : task.path("Finish Time").asLong() - asked;
    }
    return new Stage(
        info.path("Stage Name").asText(),
        ended.size(),
        (info.path("Completion Time").asLong() - info.path("Submission Time").asLong()) * SECOND,
        (last - first) * SECOND,
        sum(ended, "Executor Run Time"),
        sum(ended, "Executor Deserialize Time"),
        sum(ended, "Result Serialization Time"),
        getting * SECOND);
  }

  private static double sum(List<JsonNode> ended, String metric) {
    return ended.stream().mapToLong(event -> event.path("Task Metrics").path(metric).asLong()).sum()
        * SECOND;
  }
}
