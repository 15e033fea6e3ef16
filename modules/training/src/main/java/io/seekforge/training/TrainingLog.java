package io.seekforge.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seekforge.model.LossSum;
import io.seekforge.model.RouterSum;
import io.seekforge.training.rounds.RoundResult;
import io.seekforge.training.store.GrowingFile;
import io.seekforge.training.store.HadoopFolder;
import io.seekforge.training.watch.EventFile;
import io.seekforge.training.watch.RunMetrics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes {@code training.jsonl} ({@code docs/spec/training.md}), whose lines a checkpoint keeps,
 * and shows each line to TensorBoard and Spark's metrics.
 */
final class TrainingLog implements AutoCloseable {
  static final String FILE = "training.jsonl";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final GrowingFile file;
  private final EventFile events;
  private final RunMetrics metrics;

  /**
   * @param before lines of the rounds that a checkpoint already holds
   */
  TrainingLog(HadoopFolder folder, byte[] before) {
    file = new GrowingFile(folder, FILE);
    events = new EventFile(folder);
    metrics = RunMetrics.start();
    for (String line : new String(before, StandardCharsets.UTF_8).lines().toList()) {
      append(parse(line));
    }
  }

  /** All lines so far. */
  byte[] lines() {
    return file.content();
  }

  /**
   * The line of a round.
   *
   * @param epoch passes over the longest shard so far
   * @param numTokens tokens so far
   * @param seconds wall time of the round
   */
  void round(RoundResult round, double epoch, long numTokens, double seconds) {
    ObjectNode line = JSON.createObjectNode();
    line.put("round", round.round());
    line.put("step", round.step());
    putFinite(line, "loss", round.loss().mean());
    putFinite(line, "grad_norm", round.gradNorm());
    line.put("learning_rate", round.learningRate());
    line.put("epoch", epoch);
    line.put("num_tokens", numTokens);
    line.put("label_tokens", round.loss().labelTokens());
    line.put("mean_token_accuracy", round.loss().accuracy());
    routers(line, round.loss());
    if (round.skipped() > 0) {
      line.put("skipped_steps", round.skipped());
      round.suspects().forEach(line.withArray("skipped_documents")::add);
    }
    line.put("tokens_per_second", round.tokens() / seconds);
    line.put("seconds_compute", round.secondsCompute());
    line.put("seconds_reduce", round.secondsReduce());
    line.put("seconds_wait", Math.max(0, seconds - round.secondsCompute() - round.secondsReduce()));
    line.put("bytes_moved", round.bytesMoved());
    appendNow(line);
  }

  private static void routers(ObjectNode line, LossSum loss) {
    RouterSum routers = loss.routers();
    if (routers.load().length == 0) {
      return;
    }
    if (loss.labelTokens() > 0) {
      putFinite(line, "balance_loss", routers.balance() / loss.labelTokens());
      putFinite(line, "z_loss", routers.z() / loss.labelTokens());
    }
    line.put("router_entropy", routers.entropy());
    line.put("router_largest_load", routers.largestLoad());
    ArrayNode layers = line.putArray("router_load");
    for (long[] load : routers.load()) {
      ArrayNode layer = layers.addArray();
      for (long tokens : load) {
        layer.add(tokens);
      }
    }
  }

  /** The line of a validation after that many rounds. */
  void validation(long round, double loss, long labelTokens) {
    ObjectNode line = JSON.createObjectNode();
    line.put("round", round);
    putFinite(line, "valid_loss", loss);
    line.put("valid_label_tokens", labelTokens);
    appendNow(line);
  }

  /** First and last losses of all lines, by name. */
  SortedMap<String, Double> figures() {
    SortedMap<String, Double> figures = new TreeMap<>();
    for (String line : new String(lines(), StandardCharsets.UTF_8).lines().toList()) {
      for (String name : List.of("loss", "valid_loss")) {
        JsonNode value = parse(line).path(name);
        if (value.isNumber()) {
          figures.putIfAbsent("first_" + name, value.asDouble());
          figures.put("last_" + name, value.asDouble());
        }
      }
    }
    return figures;
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Invalid line of " + FILE + ": " + line, e);
    }
  }

  /** JSON has no NaN. */
  private static void putFinite(ObjectNode line, String name, double value) {
    if (Double.isFinite(value)) {
      line.put(name, value);
    } else {
      line.putNull(name);
    }
  }

  private void appendNow(ObjectNode line) {
    line.put("time", System.currentTimeMillis() / 1000.0);
    append(line);
  }

  private void append(JsonNode line) {
    try {
      file.append((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    events.add(line);
    metrics.show(line);
  }

  @Override
  public void close() {
    metrics.close();
    events.close();
    file.close();
  }
}
