package io.seekforge.training.routing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seekforge.model.experts.ExpertScore;
import io.seekforge.model.experts.ExpertSelection;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;

/** The scores of a domain in the form of ESFT's {@code summary.json}, rounded to four places. */
public final class ScoreSummary {
  /** The usual name of the file. */
  public static final String NAME = "summary.json";

  private ScoreSummary() {}

  /** One line of JSON: {@code {"token_scores": {"1": {"0": …}}, "gate_scores": …}}. */
  public static byte[] bytes(SortedMap<Integer, LayerCounts> layers) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    for (ExpertScore score : ExpertScore.values()) {
      ObjectNode byLayer = json.putObject(score.word() + "_scores");
      layers.forEach(
          (layer, counts) -> {
            ObjectNode byExpert = byLayer.putObject(layer.toString());
            for (int expert = 0; expert < counts.experts(); expert++) {
              byExpert.put(
                  Integer.toString(expert), ExpertSelection.rounded(counts.score(score, expert)));
            }
          });
    }
    return (json + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
