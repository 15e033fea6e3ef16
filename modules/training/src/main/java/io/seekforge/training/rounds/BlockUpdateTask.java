package io.seekforge.training.rounds;

import io.seekforge.api.recipe.TrainSection;
import io.seekforge.model.optim.AdamW;
import java.nio.ByteBuffer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Takes one optimiser step on one block: from the files of the step before to those of the next.
 */
final class BlockUpdateTask implements Function<SummedBlock, StoredBlock> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<RunContext> run;
  private final Broadcast<BlockState> before;
  private final String target;
  private final double norm;
  private final double rate;

  /**
   * @param before the files to start from
   * @param target folder of the new ones
   * @param norm of the whole gradient; NaN: the step is left out, files are only copied
   */
  BlockUpdateTask(
      Broadcast<RunContext> run,
      Broadcast<BlockState> before,
      String target,
      double norm,
      double rate) {
    this.run = run;
    this.before = before;
    this.target = target;
    this.norm = norm;
    this.rate = rate;
  }

  @Override
  public StoredBlock call(SummedBlock block) {
    TrainSection train = run.value().train();
    Configuration hadoop = run.value().model().hadoop().value();
    BlockState state = before.value();
    int number = block.block();
    long length = state.blocks().length(number);
    AdamW optimizer =
        new AdamW(length, train.beta1(), train.beta2(), train.epsilon(), train.weightDecay());
    try (INDArray parameters = FlatVector.zeros(length);
        INDArray gradient = FlatVector.of(block.gradient());
        INDArray first = optimizer.firstMoment();
        INDArray second = optimizer.secondMoment()) {
      read(state, number, new BlockFiles(state.folder(), hadoop), parameters, first, second);
      if (!Double.isNaN(norm)) {
        optimizer.restore(first, second, state.optimizerSteps());
        float factor = AdamW.clipFactor(norm, train.maxGradNorm());
        optimizer.step(parameters, gradient, factor, rate, TaskContext.get().cpus());
      }
      return write(number, new BlockFiles(target, hadoop), parameters, optimizer);
    }
  }

  private static void read(
      BlockState state,
      int block,
      BlockFiles files,
      INDArray parameters,
      INDArray first,
      INDArray second) {
    StoredBlock stored = state.files().get(block);
    files.readParameters(block, stored.parameters(), Slice.of(parameters));
    if (state.optimizerSteps() > 0) {
      files.readOptimizer(block, stored.optimizer(), Slice.of(first), Slice.of(second));
    }
  }

  private StoredBlock write(int block, BlockFiles files, INDArray parameters, AdamW optimizer) {
    ByteBuffer first = Slice.of(optimizer.firstMoment());
    String hash = files.writeParameters(block, Slice.of(parameters));
    return new StoredBlock(
        block, hash, files.writeOptimizer(block, first, Slice.of(optimizer.secondMoment())));
  }
}
