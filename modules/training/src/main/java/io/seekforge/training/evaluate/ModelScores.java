package io.seekforge.training.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seekforge.model.LossSum;

/**
 * One column of {@code evaluation.json}.
 *
 * @param heldOut loss over the held-out sequences
 * @param cases scores of generation; null without cases
 * @param general loss over the general set; null without one
 */
record ModelScores(LossSum heldOut, CaseScores cases, LossSum general) {
  void addTo(ObjectNode json) {
    putFinite(json, "loss", heldOut.mean());
    putFinite(json, "perplexity", StrictMath.exp(heldOut.mean()));
    json.put("label_tokens", heldOut.labelTokens());
    json.put("token_accuracy", heldOut.accuracy());
    json.put("cases", cases == null ? 0 : cases.cases());
    if (cases != null) {
      cases.addQualityTo(json);
      json.put("latency_p50_ms", cases.latencyP50());
      json.put("latency_p95_ms", cases.latencyP95());
    }
    if (general != null) {
      putFinite(json, "general_loss", general.mean());
      json.put("general_label_tokens", general.labelTokens());
    }
  }

  /** JSON has no NaN. */
  private static void putFinite(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    } else {
      json.putNull(name);
    }
  }
}
