package io.seekforge.text.classify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Serializable;

/**
 * Logistic regression over hashed features: the probability that a text is of the good kind. Kept
 * as JSON ({@code docs/spec/classifiers.md}); Java's floating point gives the same score anywhere.
 */
public final class QualityModel implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int FORMAT = 1;
  private static final String KIND = "quality";

  private final double intercept;
  private final double[] weights;

  /**
   * @param weights one for each dimension, whose number is a power of two
   */
  public QualityModel(double intercept, double[] weights) {
    this.intercept = intercept;
    this.weights = weights.clone();
  }

  /** The probability that a text is good, 0 to 1. */
  public double score(String text) {
    return score(HashedFeatures.of(text, weights.length));
  }

  /** The same, of features of as many dimensions. */
  public double score(HashedFeatures features) {
    double sum = intercept;
    for (int i = 0; i < features.indices().length; i++) {
      sum += weights[features.indices()[i]] * features.values()[i];
    }
    return 1 / (1 + StrictMath.exp(-sum));
  }

  public int dimensions() {
    return weights.length;
  }

  /** The model as JSON; weights that are 0 are left out. */
  public String json() {
    ObjectNode json = ModelJson.start(FORMAT, KIND, weights.length);
    json.put("intercept", intercept);
    var indices = json.putArray("indices");
    var values = json.putArray("weights");
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] != 0) {
        indices.add(i);
        values.add(weights[i]);
      }
    }
    return json.toString();
  }

  /**
   * The model of its JSON.
   *
   * @throws IOException in one sentence, if it is none
   */
  public static QualityModel of(String text) throws IOException {
    JsonNode json = ModelJson.read(new ObjectMapper(), text, FORMAT, KIND);
    double[] weights = new double[json.get("features").asInt()];
    JsonNode indices = json.path("indices");
    JsonNode values = json.path("weights");
    if (indices.size() != values.size() || !json.path("intercept").isNumber()) {
      throw new IOException("its weights are not whole");
    }
    for (int i = 0; i < indices.size(); i++) {
      int index = indices.get(i).asInt(-1);
      if (index < 0 || index >= weights.length) {
        throw new IOException("it has a weight for feature " + indices.get(i));
      }
      weights[index] = values.get(i).asDouble();
    }
    return new QualityModel(json.get("intercept").asDouble(), weights);
  }
}
