package io.seekforge.training.rounds;

import io.seekforge.api.recipe.TrainSection.ExchangeSection;
import java.util.ArrayList;
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
   * Begins the sum of a round.
   *
   * @param master the common parameters, float32 little-endian
   * @param sent as tasks have them
   */
  Sum begin(byte[] master, byte[] sent) {
    return new Sum(master, sent);
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

  /** What the replicas of a round give, one by one in their order. */
  final class Sum implements AutoCloseable {
    private final boolean plain = wire.exact() && exchange.plain();
    private final byte[] master;
    private final byte[] sent;
    private final INDArray sum;
    private int added;

    /** Weights are shares of what all have, so whoever has one waits for all. */
    private final List<LocalTask.Result> waiting = new ArrayList<>();

    private Sum(byte[] master, byte[] sent) {
      this.master = master;
      this.sent = sent;
      this.sum = FlatVector.zeros(master.length / Float.BYTES);
    }

    /** Takes what a replica gives, if it took a step; for the plain mean nothing of it is kept. */
    void add(LocalTask.Result member) {
      if (member.steps() == 0) {
        return;
      }
      added++;
      if (!plain) {
        waiting.add(member);
        return;
      }
      try (INDArray own = wire.update(member.update(), sum.length())) {
        sum.addi(own);
      }
    }

    /** The new common parameters; the old ones if no replica took a step. Ends the sum. */
    byte[] parameters() {
      if (added == 0) {
        return master;
      }
      return plain ? FlatVector.bytes(sum.divi(added)) : step(master, sent, waiting);
    }

    @Override
    public void close() {
      sum.close();
    }
  }
}
