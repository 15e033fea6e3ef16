package io.seekforge.model.checkpoint;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.ExpertNames;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.checkpoint.AdaptedLinear.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the adapter of each linear in the tensors of a PEFT adapter. On the experts of transformers
 * 5, one parameter for all of a layer, PEFT has one pair too ({@code target_parameters}): A of all
 * E experts one below the other, [E·r, in], and B with the experts side by side in each rank, [out,
 * r·E]; gate and up share A, and their B's lie one below the other. On two parameters of a module
 * its wrappers are nested, so that the names of one pair have a {@code base_layer} more, whichever
 * of the two it is for.
 */
final class AdapterLinears {
  static final String A = ".lora_A.weight";
  static final String B = ".lora_B.weight";
  static final String MAGNITUDE = ".lora_magnitude_vector";
  static final String PREFIX = "base_model.model.";

  private static final String GATE_UP = "gate_up_proj";
  private static final String DOWN = "down_proj";
  private static final Pattern FUSED =
      Pattern.compile(
          "(model\\.layers\\.\\d+\\.)(?:mlp|block_sparse_moe)\\.experts(?:\\.base_layer)?");

  private final SafetensorsFile tensors;
  private final AdapterConfigFile config;
  private final ModelConfig base;
  private final SortedMap<String, AdaptedLinear> linears = new TreeMap<>();
  private int largest = 1;

  /**
   * @param base the model that it is for; null: no layer's experts have one pair
   */
  AdapterLinears(SafetensorsFile tensors, AdapterConfigFile config, ModelConfig base) {
    this.tensors = tensors;
    this.config = config;
    this.base = base;
    SortedMap<String, List<Pair>> fused = new TreeMap<>();
    for (String name : tensors.names()) {
      boolean magnitude = config.dora() && name.endsWith(MAGNITUDE);
      Pair pair = pair(magnitude ? name.replace(MAGNITUDE, A) : name);
      Matcher experts = FUSED.matcher(pair.module());
      if (experts.matches()) {
        if (name.endsWith(A)) {
          fused.computeIfAbsent(experts.group(1), layer -> new ArrayList<>()).add(pair);
        }
      } else if (name.endsWith(A)) {
        add(pair);
      }
    }
    fused.forEach(this::addExperts);
  }

  /** A and B of a module, checked to fit each other. */
  private record Pair(String module, TensorInfo a, TensorInfo b) {
    long in() {
      return a.shape()[1];
    }

    long out() {
      return b.shape()[0];
    }
  }

  private Pair pair(String name) {
    boolean known = name.startsWith(PREFIX) && (name.endsWith(A) || name.endsWith(B));
    if (!known || tensors.tensor(name).shape().length != 2) {
      throw new SeekforgeException(
          "Cannot use "
              + tensors.place()
              + ": tensor "
              + SafetensorsHeader.shown(tensors.tensor(name).toString())
              + " is neither lora_A nor lora_B of a linear layer");
    }
    String module = name.substring(PREFIX.length(), name.length() - A.length());
    TensorInfo a = tensors.tensor(PREFIX + module + A);
    TensorInfo b = tensors.tensor(PREFIX + module + B);
    if (a.shape().length != 2 || b.shape().length != 2 || a.shape()[0] != b.shape()[1]) {
      throw new SeekforgeException(
          "Cannot use " + tensors.place() + ": tensors " + a + " and " + b + " do not multiply");
    }
    return new Pair(module, a, b);
  }

  private void add(Pair pair) {
    int rank = config.ranks().rank(pair.module());
    if (pair.a().shape()[0] != rank) {
      throw wrongRank(pair, "" + rank);
    }
    largest = Math.max(largest, rank);
    String magnitude = PREFIX + pair.module() + MAGNITUDE;
    linears.put(
        pair.module(),
        new AdaptedLinear(
            Part.whole(pair.a(), 1),
            Part.whole(pair.b(), factor(pair.module())),
            config.dora() ? Part.whole(tensors.tensor(magnitude), 1) : null));
  }

  private SeekforgeException wrongRank(Pair pair, String rank) {
    return new SeekforgeException(
        "Cannot use "
            + tensors.place()
            + ": tensor "
            + pair.a()
            + " has rank "
            + pair.a().shape()[0]
            + ", the configuration says "
            + rank);
  }

  /** What B is multiplied by so that the scale of the whole adapter is right for this module. */
  private double factor(String name) {
    return config.ranks().scale(name) / config.ranks().scale();
  }

  private void addExperts(String layer, List<Pair> pairs) {
    if (config.dora()) {
      throw new SeekforgeException(
          "Cannot use " + tensors.place() + ": DoRA on fused experts is not supported");
    }
    int experts = base == null || base.moe() == null ? 0 : base.moe().experts();
    if (experts == 0) {
      throw new SeekforgeException(
          "Cannot use "
              + tensors.place()
              + ": tensor "
              + pairs.get(0).a()
              + " is for the experts of a layer, and the base has none");
    }
    ExpertNames names = ExpertNames.of(base.modelType());
    for (Pair pair : pairs) {
      String parameter = parameter(pair, pairs);
      String name = pair.module().replace(".base_layer", "") + "." + parameter;
      int rank = config.ranks().rank(name);
      long split = parameter.equals(GATE_UP) ? 2 : 1;
      if (pair.a().shape()[0] != (long) rank * experts || pair.out() % split != 0) {
        throw wrongRank(pair, rank + " for each of " + experts + " experts");
      }
      largest = Math.max(largest, rank);
      double factor = factor(name);
      for (int expert = 0; expert < experts; expert++) {
        String module = layer + names.block() + ".experts." + expert + ".";
        if (split == 1) {
          linears.put(module + names.down(), expert(pair, rank, factor, expert, 0, 1));
        } else {
          linears.put(module + names.gate(), expert(pair, rank, factor, expert, 0, 2));
          linears.put(module + names.up(), expert(pair, rank, factor, expert, 1, 2));
        }
      }
    }
  }

  /** The parameter that a pair adapts: names do not say it, shapes do where there are two. */
  private String parameter(Pair pair, List<Pair> pairs) {
    if (pairs.size() == 1) {
      boolean gateUp = config.parameters().stream().anyMatch(one -> one.endsWith(GATE_UP));
      return gateUp ? GATE_UP : DOWN;
    }
    Pair other = pairs.get(pairs.get(0) == pair ? 1 : 0);
    return pair.in() == other.out() && pair.out() == 2 * other.in() ? GATE_UP : DOWN;
  }

  /** One linear of an expert; its rows of B are the {@code part}-th of so many. */
  private static AdaptedLinear expert(
      Pair pair, int rank, double factor, int expert, int part, int parts) {
    int in = Math.toIntExact(pair.in());
    int out = Math.toIntExact(pair.out()) / parts;
    long wide = pair.b().shape()[1];
    Part a = new Part(pair.a().name(), (long) expert * rank * in, in, 1, rank, in, 1);
    long start = part * out * wide + expert;
    Part b = new Part(pair.b().name(), start, wide, wide / rank, out, rank, factor);
    return new AdaptedLinear(a, b, null);
  }

  /** The adapters by the names of their modules in the model. */
  SortedMap<String, AdaptedLinear> linears() {
    return linears;
  }

  /** The largest rank. */
  int largest() {
    return largest;
  }
}
