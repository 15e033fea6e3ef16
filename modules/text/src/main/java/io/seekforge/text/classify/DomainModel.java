package io.seekforge.text.classify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A perceptron of one hidden layer (ReLU, softmax) over hashed features: the probability of each
 * domain. Kept as JSON ({@code docs/spec/classifiers.md}); Java's floating point gives the same
 * probabilities anywhere.
 */
public final class DomainModel implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int FORMAT = 1;
  private static final String KIND = "domains";

  private final ArrayList<String> domains;
  private final Layer hidden;
  private final Layer output;

  /**
   * A layer of a perceptron.
   *
   * @param weights [inputs][outputs]
   * @param bias [outputs]
   */
  public record Layer(float[][] weights, float[] bias) implements Serializable {
    private double[] biased() {
      double[] sums = new double[bias.length];
      for (int i = 0; i < sums.length; i++) {
        sums[i] = bias[i];
      }
      return sums;
    }

    private void add(double[] sums, int input, double value) {
      float[] row = weights[input];
      for (int i = 0; i < sums.length; i++) {
        sums[i] += value * row[i];
      }
    }
  }

  /**
   * @param domains names, as many as the output has units
   * @param hidden its inputs are the features, a power of two
   */
  public DomainModel(List<String> domains, Layer hidden, Layer output) {
    this.domains = new ArrayList<>(domains);
    this.hidden = hidden;
    this.output = output;
  }

  public List<String> domains() {
    return List.copyOf(domains);
  }

  /** The probability of each domain, which add up to 1. */
  public SortedMap<String, Double> probabilities(String text) {
    return probabilities(HashedFeatures.of(text, hidden.weights().length));
  }

  /** The same, of features of as many dimensions. */
  public SortedMap<String, Double> probabilities(HashedFeatures features) {
    double[] units = hidden.biased();
    for (int i = 0; i < features.indices().length; i++) {
      hidden.add(units, features.indices()[i], features.values()[i]);
    }
    double[] sums = output.biased();
    for (int unit = 0; unit < units.length; unit++) {
      if (units[unit] > 0) {
        output.add(sums, unit, units[unit]);
      }
    }
    return softmax(sums);
  }

  private SortedMap<String, Double> softmax(double[] sums) {
    double most = Double.NEGATIVE_INFINITY;
    for (double sum : sums) {
      most = Math.max(most, sum);
    }
    double all = 0;
    for (int i = 0; i < sums.length; i++) {
      sums[i] = StrictMath.exp(sums[i] - most);
      all += sums[i];
    }
    SortedMap<String, Double> probabilities = new TreeMap<>();
    for (int i = 0; i < sums.length; i++) {
      probabilities.put(domains.get(i), sums[i] / all);
    }
    return probabilities;
  }

  /** The likeliest domain; of several the first by name. */
  public static String likeliest(SortedMap<String, Double> probabilities) {
    String likeliest = probabilities.firstKey();
    for (String domain : probabilities.keySet()) {
      if (probabilities.get(domain) > probabilities.get(likeliest)) {
        likeliest = domain;
      }
    }
    return likeliest;
  }

  /** The model as JSON. */
  public String json() {
    ObjectNode json = ModelJson.start(FORMAT, KIND, hidden.weights().length);
    ArrayNode names = json.putArray("domains");
    domains.forEach(names::add);
    put(json.putObject("hidden"), hidden);
    put(json.putObject("output"), output);
    return json.toString();
  }

  private static void put(ObjectNode json, Layer layer) {
    put(json.putArray("bias"), layer.bias());
    ArrayNode rows = json.putArray("weights");
    for (float[] row : layer.weights()) {
      put(rows.addArray(), row);
    }
  }

  private static void put(ArrayNode json, float[] values) {
    for (float value : values) {
      json.add(value);
    }
  }

  /**
   * The model of its JSON.
   *
   * @throws IOException in one sentence, if it is none
   */
  public static DomainModel of(String text) throws IOException {
    JsonNode json = ModelJson.read(new ObjectMapper(), text, FORMAT, KIND);
    List<String> domains = new ArrayList<>();
    json.path("domains").forEach(domain -> domains.add(domain.asText()));
    int units = json.path("hidden").path("bias").size();
    if (domains.isEmpty() || units == 0) {
      throw new IOException("it has no domains or no hidden units");
    }
    Layer hidden = layer(json.path("hidden"), json.get("features").asInt(), units);
    return new DomainModel(domains, hidden, layer(json.path("output"), units, domains.size()));
  }

  private static Layer layer(JsonNode json, int inputs, int outputs) throws IOException {
    JsonNode rows = json.path("weights");
    if (rows.size() != inputs) {
      throw new IOException("a layer has " + rows.size() + " inputs in place of " + inputs);
    }
    float[][] weights = new float[inputs][];
    for (int i = 0; i < inputs; i++) {
      weights[i] = floats(rows.get(i), outputs);
    }
    return new Layer(weights, floats(json.path("bias"), outputs));
  }

  private static float[] floats(JsonNode json, int count) throws IOException {
    if (json.size() != count) {
      throw new IOException("a layer has " + json.size() + " outputs in place of " + count);
    }
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = json.get(i).floatValue();
    }
    return values;
  }
}
