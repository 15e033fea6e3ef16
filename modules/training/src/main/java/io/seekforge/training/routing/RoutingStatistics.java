package io.seekforge.training.routing;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.experts.ExpertConfig;
import io.seekforge.model.experts.ExpertScore;
import io.seekforge.model.experts.ExpertSelection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The counts of every layer of every domain.
 *
 * @param layers by domain and layer, ascending
 */
public record RoutingStatistics(SortedMap<LayerKey, LayerCounts> layers) {
  public RoutingStatistics {
    layers = Collections.unmodifiableSortedMap(new TreeMap<>(layers));
  }

  /** Names of the domains, ascending. */
  public SortedSet<String> domains() {
    SortedSet<String> domains = new TreeSet<>();
    layers.keySet().forEach(key -> domains.add(key.domain()));
    return domains;
  }

  /** The layers of one domain. */
  public SortedMap<Integer, LayerCounts> of(String domain) {
    SortedMap<Integer, LayerCounts> found = new TreeMap<>();
    layers.forEach(
        (key, counts) -> {
          if (key.domain().equals(domain)) {
            found.put(key.layer(), counts);
          }
        });
    return found;
  }

  /**
   * The experts that some domains need: chosen layer by layer for each, then united; the first
   * domain's come first.
   *
   * @throws SeekforgeException if a domain is not there
   */
  public ExpertConfig choose(
      List<String> asked,
      ExpertScore score,
      ExpertSelection selection,
      boolean sharedExperts,
      boolean nonExpertModules) {
    SortedMap<Integer, List<Integer>> chosen = new TreeMap<>();
    for (String domain : asked) {
      SortedMap<Integer, LayerCounts> found = of(domain);
      if (found.isEmpty()) {
        throw new SeekforgeException(
            "Cannot choose experts for domain \"" + domain + "\": there are " + domains());
      }
      found.forEach(
          (layer, counts) -> {
            List<Integer> ids =
                chosen.computeIfAbsent(layer, absent -> new java.util.ArrayList<>());
            selection.choose(counts.scores(score)).stream()
                .filter(id -> !ids.contains(id))
                .forEach(ids::add);
          });
    }
    return new ExpertConfig(chosen, sharedExperts, nonExpertModules);
  }
}
