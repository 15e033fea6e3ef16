package io.seekforge.training.rounds;

import io.seekforge.tensor.cpu.OptimizerKernels;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import scala.Tuple2;

/**
 * Sums the blocks of a partition: its pieces come sorted by block and replica, one at a time, so
 * that a task holds two blocks however many replicas there are.
 */
final class BlockSumTask
    implements FlatMapFunction<Iterator<Tuple2<Long, GradientPiece>>, SummedBlock> {
  private static final long serialVersionUID = 1L;

  private final Blocks blocks;

  BlockSumTask(Blocks blocks) {
    this.blocks = blocks;
  }

  @Override
  public Iterator<SummedBlock> call(Iterator<Tuple2<Long, GradientPiece>> pieces) {
    List<SummedBlock> summed = new ArrayList<>();
    Sum sum = null;
    while (pieces.hasNext()) {
      Tuple2<Long, GradientPiece> piece = pieces.next();
      int block = BlockGradientTask.block(piece._1());
      if (sum == null || sum.block != block) {
        finish(sum, summed);
        sum = new Sum(block, blocks.length(block));
      }
      sum.add(piece._2());
    }
    finish(sum, summed);
    return summed.iterator();
  }

  private static void finish(Sum sum, List<SummedBlock> summed) {
    if (sum != null) {
      summed.add(sum.finish());
    }
  }

  private static final class Sum {
    private final int block;
    private final INDArray vector;
    private Contribution sum = Contribution.NOTHING;
    private double seconds;
    private long bytes;

    Sum(int block, int length) {
      this.block = block;
      this.vector = FlatVector.zeros(length);
    }

    void add(GradientPiece piece) {
      sum = sum.plus(piece.contribution());
      seconds = Math.max(seconds, piece.seconds());
      bytes += piece.bytes().length;
      if (piece.bytes().length > 0) {
        try (INDArray own = FlatVector.of(piece.bytes())) {
          vector.addi(own);
        }
      }
    }

    private static double[] squares(INDArray vector) {
      return OptimizerKernels.squares(vector, TaskContext.get().cpus());
    }

    SummedBlock finish() {
      try (vector) {
        if (sum.loss().labelTokens() > 0) {
          vector.divi(sum.loss().labelTokens());
        }
        SummedBlock.Head head = new SummedBlock.Head(block, squares(vector), sum, seconds, bytes);
        return new SummedBlock(block, FlatVector.bytes(vector), head);
      }
    }
  }
}
