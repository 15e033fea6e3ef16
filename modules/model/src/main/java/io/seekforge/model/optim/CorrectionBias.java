package io.seekforge.model.optim;

import io.seekforge.model.ParameterLayout;
import java.io.Serializable;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Correction biases of routers among the parameters: not AdamW but the load moves them, by a fixed
 * step against the sign of what each expert has above the mean (DeepSeek-V3, section 2.1.2:
 * balancing without an auxiliary loss).
 *
 * @param places where they lie in the flat vector
 * @param rate the step
 */
public record CorrectionBias(List<Place> places, double rate) implements Serializable {
  private static final String NAME = ".e_score_correction_bias";

  /** One layer's. */
  public record Place(long offset, long size) implements Serializable {}

  /** What a step leaves aside while the optimiser takes its own. */
  public record Aside(float[] values, float[] excess) {}

  /**
   * Those of a layout; none if it has none.
   *
   * @param rate the step
   */
  public static CorrectionBias of(ParameterLayout layout, double rate) {
    return new CorrectionBias(
        layout.entries().stream()
            .filter(entry -> entry.name().endsWith(NAME))
            .map(entry -> new Place(entry.offset(), entry.size()))
            .toList(),
        rate);
  }

  /** Takes the biases and what stands in the place of their gradient, which becomes 0. */
  public Aside take(INDArray parameters, INDArray gradient) {
    int size = (int) places.stream().mapToLong(Place::size).sum();
    Aside aside = new Aside(new float[size], new float[size]);
    int at = 0;
    for (Place place : places) {
      for (long i = place.offset(); i < place.offset() + place.size(); i++, at++) {
        aside.values()[at] = parameters.getFloat(i);
        aside.excess()[at] = gradient.getFloat(i);
        gradient.putScalar(i, 0);
      }
    }
    return aside;
  }

  /** Puts the moved biases in their places. */
  public void put(Aside aside, INDArray parameters) {
    int at = 0;
    for (Place place : places) {
      for (long i = place.offset(); i < place.offset() + place.size(); i++, at++) {
        double step = rate * Math.signum(aside.excess()[at]);
        parameters.putScalar(i, (float) (aside.values()[at] - step));
      }
    }
  }
}
