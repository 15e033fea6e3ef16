package io.seekforge.model;

import io.seekforge.tensor.cpu.CpuBackend;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which frozen weights are kept in two more copies, each in the order that products read it in
 * ({@link io.seekforge.tensor.Backend#pack}): all linears if that takes little memory, and the head
 * if that does too. It follows from the shape alone, never from the memory at hand: the order may
 * decide about the last bits.
 */
public final class PackedPlan {
  /** A model beyond it is kept once: there, memory is what people lack. */
  private static final long MOST_BYTES = 3L << 29;

  private static final int COPIES = 2;

  private final Set<WeightSpec.Role> roles = EnumSet.noneOf(WeightSpec.Role.class);
  private long bytes;

  private PackedPlan() {}

  /** Packs nothing, as large models are kept. */
  static PackedPlan none() {
    return new PackedPlan();
  }

  /** The plan for the weights of a model. */
  public static PackedPlan of(ModelConfig config, Precision precision) {
    PackedPlan plan = new PackedPlan();
    List<WeightSpec> weights = WeightCatalog.of(config);
    WeightSpec.Role head =
        config.tiedEmbeddings() ? WeightSpec.Role.EMBEDDING : WeightSpec.Role.HEAD;
    for (WeightSpec.Role role : List.of(WeightSpec.Role.LINEAR, head)) {
      long more =
          weights.stream()
              .filter(weight -> weight.role() == role)
              .mapToLong(weight -> COPIES * precision.bytes(weight))
              .sum();
      if (!CpuBackend.packs(precision.type(role)) || plan.bytes + more > MOST_BYTES) {
        break;
      }
      plan.roles.add(role);
      plan.bytes += more;
    }
    return plan;
  }

  /** Whether a weight is kept so. */
  public boolean takes(WeightSpec weight) {
    return roles.contains(weight.role());
  }

  /** Bytes of all copies. */
  public long bytes() {
    return bytes;
  }
}
