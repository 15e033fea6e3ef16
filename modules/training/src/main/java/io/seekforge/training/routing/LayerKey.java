package io.seekforge.training.routing;

import java.io.Serializable;
import java.util.Comparator;

/**
 * One layer in one domain.
 *
 * @param domain name of the domain
 * @param layer from 0
 */
public record LayerKey(String domain, int layer) implements Comparable<LayerKey>, Serializable {
  private static final Comparator<LayerKey> ORDER =
      Comparator.comparing(LayerKey::domain).thenComparingInt(LayerKey::layer);

  @Override
  public int compareTo(LayerKey other) {
    return ORDER.compare(this, other);
  }
}
