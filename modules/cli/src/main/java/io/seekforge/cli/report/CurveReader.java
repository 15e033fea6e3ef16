package io.seekforge.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.seekforge.cli.report.Report.Round;
import io.seekforge.cli.report.Report.Training;
import io.seekforge.cli.report.Report.Validation;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code training.jsonl}; of very many rounds every n-th is kept, and the last. */
record CurveReader(SmallFiles files) {
  Training read(String path) {
    List<Round> rounds = new ArrayList<>();
    List<Validation> validations = new ArrayList<>();
    files.lines(
        path,
        line -> {
          if (line.hasNonNull("valid_loss")) {
            validations.add(
                new Validation(line.path("round").asLong(), line.path("valid_loss").asDouble()));
          } else if (line.hasNonNull("loss")) {
            rounds.add(round(line));
          }
        });
    return new Training(thin(rounds), thin(validations));
  }

  private static Round round(JsonNode line) {
    return new Round(
        line.path("round").asLong(),
        line.path("step").asLong(),
        line.path("loss").asDouble(),
        line.path("learning_rate").asDouble(),
        line.path("epoch").asDouble(),
        line.path("num_tokens").asLong());
  }

  static <T> List<T> thin(List<T> points) {
    int every = (points.size() + Report.MOST_POINTS - 2) / (Report.MOST_POINTS - 1);
    if (every <= 1) {
      return points;
    }
    List<T> kept = new ArrayList<>();
    for (int i = 0; i < points.size() - 1; i += every) {
      kept.add(points.get(i));
    }
    kept.add(points.get(points.size() - 1));
    return kept;
  }
}
