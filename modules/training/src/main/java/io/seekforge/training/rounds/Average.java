package io.seekforge.training.rounds;

import io.seekforge.api.recipe.TrainSection.ExchangeSection;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How the replicas' parameters become the new common ones. Plainly: their mean. Otherwise their
 * weighted mean difference is taken as a step of an outer optimiser, SGD with Nesterov momentum
 * (DiLoCo: Douillard et al. 2023, algorithm 1; PyTorch's form of the momentum).
 */
final class Average {
  private final ExchangeSection exchange;
  private final Wire wire;
  private byte[] momentum;

  /**
   * @param momentum of the outer optimiser, float32 little-endian; empty before its first step
   */
  Average(ExchangeSection exchange, byte[] momentum) {
    this.exchange = exchange;
    this.wire = Wire.of(exchange);
    this.momentum = momentum;
  }

  byte[] momentum() {
    return momentum;
  }

  /**
   * The new common parameters; the old ones if no replica took a step.
   *
   * @param master the old ones, float32 little-endian
   * @param sent as tasks had them
   */
  byte[] of(byte[] master, byte[] sent, List<LocalTask.Result> results) {
    List<LocalTask.Result> members = results.stream().filter(own -> own.steps() > 0).toList();
    if (members.isEmpty()) {
      return master;
    }
    return wire.exact() && exchange.plain()
        ? mean(members, master.length / Float.BYTES)
        : step(master, sent, members);
  }

  /** Added in replica order, then divided. */
  private byte[] mean(List<LocalTask.Result> members, long length) {
    try (INDArray sum = FlatVector.zeros(length)) {
      for (LocalTask.Result member : members) {
        try (INDArray own = wire.update(member.update(), length)) {
          sum.addi(own);
        }
      }
      return FlatVector.bytes(sum.divi(members.size()));
    }
  }

  private byte[] step(byte[] master, byte[] sent, List<LocalTask.Result> members) {
    long length = master.length / Float.BYTES;
    try (INDArray parameters = FlatVector.of(master);
        INDArray change = change(sent, members, length)) {
      if (exchange.outerMomentum() > 0) {
        try (INDArray buffer =
            momentum.length == 0 ? FlatVector.zeros(length) : FlatVector.of(momentum)) {
          buffer.muli(exchange.outerMomentum()).addi(change);
          momentum = FlatVector.bytes(buffer);
          change.addi(buffer.muli(exchange.outerMomentum()));
        }
      }
      parameters.addi(change.muli(exchange.outerRate()));
      return FlatVector.bytes(parameters);
    }
  }

  /** The weighted mean of what the replicas want added, in replica order. */
  private INDArray change(byte[] sent, List<LocalTask.Result> members, long length) {
    double total = members.stream().mapToDouble(this::weight).sum();
    INDArray change = FlatVector.zeros(length);
    try (INDArray common = wire.parameters(sent, length)) {
      for (LocalTask.Result member : members) {
        try (INDArray own = wire.update(member.update(), length)) {
          if (wire.exact()) {
            own.subi(common);
          }
          change.addi(own.muli(weight(member) / total));
        }
      }
    }
    return change;
  }

  private double weight(LocalTask.Result member) {
    return exchange.average().equals("tokens") ? member.contribution().loss().labelTokens() : 1;
  }
}
