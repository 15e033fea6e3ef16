package io.seekforge.training.rounds;

import io.seekforge.api.recipe.TrainSection.ExchangeSection;
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
   * Begins the sum of a round.
   *
   * @param master the common parameters, float32 little-endian
   * @param sent as tasks have them
   */
  Sum begin(byte[] master, byte[] sent) {
    return new Sum(master, sent);
  }

  private double weight(LocalTask.Result member) {
    return exchange.average().equals("tokens") ? member.contribution().loss().labelTokens() : 1;
  }

  /** Takes the mean difference as a step of the outer optimiser; it is overwritten. */
  private byte[] step(byte[] master, INDArray change) {
    try (INDArray parameters = FlatVector.of(master)) {
      if (exchange.outerMomentum() > 0) {
        try (INDArray buffer =
            momentum.length == 0 ? FlatVector.zeros(change.length()) : FlatVector.of(momentum)) {
          buffer.muli(exchange.outerMomentum()).addi(change);
          momentum = FlatVector.bytes(buffer);
          change.addi(buffer.muli(exchange.outerMomentum()));
        }
      }
      parameters.addi(change.muli(exchange.outerRate()));
      return FlatVector.bytes(parameters);
    }
  }

  /** What the replicas of a round give, added one by one in their order. */
  final class Sum implements AutoCloseable {
    private final byte[] master;
    private final boolean plain = wire.exact() && exchange.plain();
    private final INDArray sum;

    /** Null where parameters are added, or updates that are differences already. */
    private final INDArray common;

    private double weights;

    private Sum(byte[] master, byte[] sent) {
      long length = master.length / Float.BYTES;
      this.master = master;
      this.sum = FlatVector.zeros(length);
      this.common = plain || !wire.exact() ? null : wire.parameters(sent, length);
    }

    /** Adds what a replica gives, if it took a step; nothing of it is kept. */
    void add(LocalTask.Result member) {
      if (member.steps() == 0) {
        return;
      }
      try (INDArray own = wire.update(member.update(), sum.length())) {
        if (plain) {
          sum.addi(own);
          weights++;
          return;
        }
        INDArray difference = common == null ? own : own.subi(common);
        sum.addi(difference.muli(weight(member)));
        weights += weight(member);
      }
    }

    /** The new common parameters; the old ones if no replica took a step. Ends the sum. */
    byte[] parameters() {
      if (weights == 0) {
        return master;
      }
      sum.divi(weights);
      return plain ? FlatVector.bytes(sum) : step(master, sum);
    }

    @Override
    public void close() {
      sum.close();
      if (common != null) {
        common.close();
      }
    }
  }
}
