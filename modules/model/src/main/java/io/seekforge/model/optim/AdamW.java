package io.seekforge.model.optim;

import io.seekforge.tensor.cpu.OptimizerKernels;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * AdamW (Loshchilov and Hutter 2019) in PyTorch's form: p ← p(1 − lr·wd), then p ← p − lr/(1−β₁ᵗ) ·
 * m / (√v/√(1−β₂ᵗ) + ε), with state in float32.
 *
 * <p>The state is open, so that a checkpoint can hold it: {@link #firstMoment()}, {@link
 * #secondMoment()}, {@link #steps()}, and {@link #restore}.
 */
public final class AdamW {
  private final double beta1;
  private final double beta2;
  private final double epsilon;
  private final double weightDecay;
  private final INDArray firstMoment;
  private final INDArray secondMoment;
  private long steps;

  /** Fresh state for {@code size} parameters. */
  public AdamW(long size, double beta1, double beta2, double epsilon, double weightDecay) {
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.weightDecay = weightDecay;
    this.firstMoment = Nd4j.zeros(DataType.FLOAT, size);
    this.secondMoment = Nd4j.zeros(DataType.FLOAT, size);
  }

  /** One step in place, on the caller's thread. */
  public void step(INDArray parameters, INDArray gradient, double learningRate) {
    step(parameters, gradient, 1, learningRate, 1);
  }

  /**
   * One step in place.
   *
   * @param factor of the gradient, which stays as it is: see {@link #clipFactor}
   * @param threads at least 1, the caller's included; bits do not depend on it
   */
  public void step(
      INDArray parameters, INDArray gradient, float factor, double learningRate, int threads) {
    steps++;
    double first = 1 - StrictMath.pow(beta1, steps);
    double second = 1 - StrictMath.pow(beta2, steps);
    OptimizerKernels.adamW(
        parameters,
        gradient,
        firstMoment,
        secondMoment,
        factor,
        (float) (1 - learningRate * weightDecay),
        (float) beta1,
        (float) beta2,
        (float) (learningRate / first),
        (float) Math.sqrt(second),
        (float) epsilon,
        threads);
  }

  /**
   * Scales the gradient to an L2 norm of at most {@code maxNorm}, as PyTorch's clip_grad_norm_.
   *
   * @param maxNorm 0 or less: only measures
   * @return the norm before
   */
  public static double clipGradNorm(INDArray gradient, double maxNorm) {
    double norm = OptimizerKernels.norm(gradient);
    float factor = clipFactor(norm, maxNorm);
    if (factor < 1) {
      OptimizerKernels.scale(gradient, factor);
    }
    return norm;
  }

  /**
   * The factor that scales a gradient to an L2 norm of at most {@code maxNorm}, as PyTorch's
   * clip_grad_norm_: given to {@link #step} it saves a pass over the gradient, with the same bits.
   *
   * @param norm of the whole gradient
   * @param maxNorm 0 or less: no bound
   * @return 1 if the gradient may stay as it is
   */
  public static float clipFactor(double norm, double maxNorm) {
    double factor = maxNorm / (norm + 1e-6);
    return maxNorm > 0 && factor < 1 ? (float) factor : 1;
  }

  /** Exponential mean of gradients, the live array. */
  public INDArray firstMoment() {
    return firstMoment;
  }

  /** Exponential mean of squared gradients, the live array. */
  public INDArray secondMoment() {
    return secondMoment;
  }

  /** Steps taken. */
  public long steps() {
    return steps;
  }

  /** Puts a state back that was read from a checkpoint. */
  public void restore(INDArray firstMoment, INDArray secondMoment, long steps) {
    this.firstMoment.assign(firstMoment);
    this.secondMoment.assign(secondMoment);
    this.steps = steps;
  }
}
