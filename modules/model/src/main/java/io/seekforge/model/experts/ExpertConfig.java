package io.seekforge.model.experts;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.ModelConfig;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What of a mixture of experts is trained, as ESFT's {@code expert_cfg.json} says it.
 *
 * @param experts for each layer the ids of the chosen experts, the most used first
 * @param sharedExperts whether the shared experts of all layers are trained too
 * @param nonExpertModules whether everything that is no expert is trained too: embedding,
 *     attention, norms, dense layers, routers and head
 */
public record ExpertConfig(
    SortedMap<Integer, List<Integer>> experts, boolean sharedExperts, boolean nonExpertModules)
    implements Serializable {
  public ExpertConfig {
    SortedMap<Integer, List<Integer>> copy = new TreeMap<>();
    experts.forEach((layer, ids) -> copy.put(layer, new ArrayList<>(ids)));
    experts = Collections.unmodifiableSortedMap(copy);
  }

  /** Whether the expert of a layer is chosen. */
  public boolean chooses(int layer, int expert) {
    return experts.getOrDefault(layer, List.of()).contains(expert);
  }

  /** Number of chosen experts in all layers. */
  public int size() {
    return experts.values().stream().mapToInt(List::size).sum();
  }

  /**
   * Refuses a configuration that does not fit a model.
   *
   * @param place where it comes from, for the message
   * @throws SeekforgeException naming the first layer or expert that the model lacks
   */
  public void check(String place, ModelConfig model) {
    requireExperts(place, model);
    for (Map.Entry<Integer, List<Integer>> entry : experts.entrySet()) {
      int layer = entry.getKey();
      if (layer >= model.layers() || !model.hasExperts(layer)) {
        throw new SeekforgeException(
            "Cannot use %s: layer %d has no experts in this model (those with experts: %d to %d)"
                .formatted(place, layer, model.moe().firstDenseLayers(), model.layers() - 1));
      }
      for (int expert : entry.getValue()) {
        if (expert >= model.moe().experts()) {
          throw new SeekforgeException(
              "Cannot use %s: layer %d names expert %d, but the model has %d (0 to %d)"
                  .formatted(
                      place, layer, expert, model.moe().experts(), model.moe().experts() - 1));
        }
      }
    }
    if (size() == 0 && !sharedExperts && !nonExpertModules) {
      throw new SeekforgeException("Cannot use " + place + ": it chooses nothing to train");
    }
  }

  /**
   * Refuses a model without experts.
   *
   * @param asked what asks for them, for the message
   */
  public static void requireExperts(String asked, ModelConfig model) {
    if (model.moe() == null || model.moe().firstDenseLayers() >= model.layers()) {
      throw new SeekforgeException(
          "Cannot use %s: the model (%s) is dense and has no experts to choose (take train.method:"
                  .formatted(asked, model.modelType())
              + " lora or full)");
    }
  }
}
