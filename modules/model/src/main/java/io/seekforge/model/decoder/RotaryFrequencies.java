package io.seekforge.model.decoder;

import io.seekforge.model.ModelConfig;
import io.seekforge.model.RopeScaling;

/**
 * Rotary frequencies as transformers' modeling_rope_utils computes them.
 *
 * @param inverse radians per position, one for each pair
 * @param factor factor on cosines and sines
 */
record RotaryFrequencies(float[] inverse, double factor) {

  static RotaryFrequencies of(ModelConfig config) {
    RopeScaling scaling = config.ropeScaling();
    int pairs = config.headDim() / 2;
    float[] inverse = new float[pairs];
    for (int i = 0; i < pairs; i++) {
      float plain = (float) (1 / power(config.ropeTheta(), 2.0 * i / config.headDim()));
      inverse[i] = plain;
      if (scaling instanceof RopeScaling.Linear linear) {
        inverse[i] = (float) (plain / linear.factor());
      } else if (scaling instanceof RopeScaling.Llama3 llama3) {
        inverse[i] = (float) llama3(plain, llama3);
      } else if (scaling instanceof RopeScaling.Yarn yarn) {
        inverse[i] = (float) yarn(plain, i, config, yarn);
      }
    }
    double factor = scaling instanceof RopeScaling.Yarn yarn ? attentionFactor(yarn) : 1;
    return new RotaryFrequencies(inverse, factor);
  }

  private static double power(double base, double exponent) {
    return StrictMath.pow(base, exponent);
  }

  private static double llama3(double frequency, RopeScaling.Llama3 scaling) {
    double waves = scaling.originalMaxPositions() * frequency / (2 * Math.PI);
    if (waves < scaling.lowFreqFactor()) {
      return frequency / scaling.factor();
    }
    if (waves > scaling.highFreqFactor()) {
      return frequency;
    }
    double smooth =
        (waves - scaling.lowFreqFactor()) / (scaling.highFreqFactor() - scaling.lowFreqFactor());
    return (1 - smooth) * frequency / scaling.factor() + smooth * frequency;
  }

  /** Interpolated where few turns fit the original length, as it was where many do. */
  private static double yarn(
      double frequency, int pair, ModelConfig config, RopeScaling.Yarn scaling) {
    double low = correctionDimension(scaling.betaFast(), config, scaling);
    double high = correctionDimension(scaling.betaSlow(), config, scaling);
    if (scaling.truncate()) {
      low = Math.floor(low);
      high = Math.ceil(high);
    }
    low = Math.max(low, 0);
    high = Math.min(high, config.headDim() - 1);
    if (low == high) {
      high += 0.001;
    }
    double ramp = Math.min(1, Math.max(0, (pair - low) / (high - low)));
    return frequency / scaling.factor() * ramp + frequency * (1 - ramp);
  }

  private static double correctionDimension(
      double turns, ModelConfig config, RopeScaling.Yarn scaling) {
    return config.headDim()
        * StrictMath.log(scaling.originalMaxPositions() / (turns * 2 * Math.PI))
        / (2 * StrictMath.log(config.ropeTheta()));
  }

  private static double attentionFactor(RopeScaling.Yarn scaling) {
    if (scaling.attentionFactor() != null) {
      return scaling.attentionFactor();
    }
    if (scaling.mscale() != 0 && scaling.mscaleAllDim() != 0) {
      return mscale(scaling.factor(), scaling.mscale())
          / mscale(scaling.factor(), scaling.mscaleAllDim());
    }
    return mscale(scaling.factor(), 1);
  }

  /** YaRN's temperature: 0.1 · mscale · ln(factor) + 1. */
  static double mscale(double factor, double mscale) {
    return factor <= 1 ? 1 : 0.1 * mscale * StrictMath.log(factor) + 1;
  }
}
