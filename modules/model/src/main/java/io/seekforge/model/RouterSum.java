package io.seekforge.model;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What the routers of a mixture of experts did, summed over sequences.
 *
 * @param balance load-balancing loss of each sequence times its label tokens, without its weight
 * @param z z-loss likewise
 * @param load tokens that chose each expert, by layer with experts, in their order
 */
public record RouterSum(double balance, double z, long[][] load) implements Serializable {
  /** Of a model without experts. */
  public static final RouterSum NONE = new RouterSum(0, 0, new long[0][]);

  /** The sum over both. */
  public RouterSum plus(RouterSum other) {
    if (load.length == 0 || other.load.length == 0) {
      long[][] only = load.length == 0 ? other.load : load;
      return new RouterSum(balance + other.balance, z + other.z, only);
    }
    long[][] sum = new long[load.length][];
    for (int layer = 0; layer < sum.length; layer++) {
      sum[layer] = load[layer].clone();
      for (int expert = 0; expert < sum[layer].length; expert++) {
        sum[layer][expert] += other.load[layer][expert];
      }
    }
    return new RouterSum(balance + other.balance, z + other.z, sum);
  }

  /** Entropy of the load, 1: every expert has as many tokens; the mean over layers. */
  public double entropy() {
    double sum = 0;
    for (long[] layer : load) {
      double total = Arrays.stream(layer).sum();
      for (long tokens : layer) {
        double share = tokens / total;
        sum -= tokens == 0 ? 0 : share * StrictMath.log(share) / StrictMath.log(layer.length);
      }
    }
    return load.length == 0 ? 0 : sum / load.length;
  }

  /** Load of the busiest expert of any layer; 1 is an even share. */
  public double largestLoad() {
    double largest = 0;
    for (long[] layer : load) {
      double total = Arrays.stream(layer).sum();
      largest = Math.max(largest, Arrays.stream(layer).max().orElse(0) * layer.length / total);
    }
    return largest;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RouterSum sum
        && Double.compare(balance, sum.balance) == 0
        && Double.compare(z, sum.z) == 0
        && Arrays.deepEquals(load, sum.load);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(new double[] {balance, z}) + Arrays.deepHashCode(load);
  }

  @Override
  public String toString() {
    return "balance " + balance + ", z " + z + ", load " + Arrays.deepToString(load);
  }
}
