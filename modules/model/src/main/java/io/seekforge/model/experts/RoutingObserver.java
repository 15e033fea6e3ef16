package io.seekforge.model.experts;

/** Is told what the routers of a forward pass chose. */
@FunctionalInterface
public interface RoutingObserver {
  /**
   * One layer of one sequence; layers come in ascending order.
   *
   * @param layer from 0, dense layers counted
   * @param chosen [tokens · top-k], for each token its experts, the best first
   * @param weights [tokens · top-k], their gate weights, scaling factor included, as transformers
   *     has them
   */
  void routed(int layer, int[] chosen, float[] weights);
}
