package io.seekforge.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.SeekforgeException;
import io.seekforge.cli.pipeline.Failure;
import io.seekforge.cli.pipeline.Workspace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;

/** JSON files of the stages that are no tables. */
record SmallFiles(Workspace workspace) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Whether a file is there. */
  boolean exists(String path) {
    try {
      return workspace.files().exists(new Path(path));
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  JsonNode json(String path) {
    try (BufferedReader reader = open(path)) {
      return JSON.readTree(reader);
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  /** Every line of a JSONL file, one after the other. */
  void lines(String path, Consumer<JsonNode> consumer) {
    try (BufferedReader reader = open(path)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank()) {
          consumer.accept(JSON.readTree(line));
        }
      }
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  private BufferedReader open(String path) throws IOException {
    return new BufferedReader(
        new InputStreamReader(workspace.files().open(new Path(path)), StandardCharsets.UTF_8));
  }

  private static SeekforgeException failure(String path, IOException e) {
    return new SeekforgeException("Cannot read " + path + ": " + Failure.reason(e), e);
  }
}
