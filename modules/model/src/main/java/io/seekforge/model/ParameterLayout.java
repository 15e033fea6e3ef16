package io.seekforge.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where each trainable tensor lies in the flat float32 vector of parameters (and of gradients and
 * optimiser state): one after the other, row-major, in ascending order of name.
 */
public record ParameterLayout(List<Entry> entries) implements Serializable {

  /**
   * One tensor.
   *
   * @param name its key in a PEFT adapter or an HF checkpoint
   * @param shape its dimensions, row-major
   * @param offset index of its first element in the flat vector
   */
  public record Entry(String name, long[] shape, long offset) implements Serializable {
    /** Number of elements. */
    public long size() {
      long size = 1;
      for (long dimension : shape) {
        size *= dimension;
      }
      return size;
    }
  }

  public ParameterLayout {
    entries = List.copyOf(entries);
  }

  /**
   * The layout that a model of this shape has, known before its weights are loaded.
   *
   * @throws io.seekforge.api.SeekforgeException if a LoRA target matches no linear
   */
  public static ParameterLayout of(ModelConfig config, Trainable trainable) {
    return TrainableTensors.layout(config, trainable);
  }

  /** Lays the given tensors out in ascending order of name. */
  public static ParameterLayout of(List<WeightSpec> tensors) {
    List<Entry> entries = new ArrayList<>();
    long offset = 0;
    for (WeightSpec tensor :
        tensors.stream().sorted(Comparator.comparing(WeightSpec::name)).toList()) {
      Entry entry = new Entry(tensor.name(), tensor.shape(), offset);
      entries.add(entry);
      offset += entry.size();
    }
    return new ParameterLayout(entries);
  }

  /** Number of elements of the flat vector. */
  public long size() {
    if (entries.isEmpty()) {
      return 0;
    }
    Entry last = entries.get(entries.size() - 1);
    return last.offset() + last.size();
  }
}
