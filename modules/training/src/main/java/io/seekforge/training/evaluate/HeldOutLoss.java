package io.seekforge.training.evaluate;

import io.seekforge.model.LossSum;
import io.seekforge.training.resident.ModelContext;
import io.seekforge.training.rounds.Crew;
import io.seekforge.training.rounds.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Loss over held-out sequences, computed in tasks and added in the order of the sequences. */
public final class HeldOutLoss {
  private HeldOutLoss() {}

  /**
   * The summed loss.
   *
   * @param parameters trainable parameters; null for the base alone
   */
  public static LossSum of(
      JavaSparkContext spark,
      Broadcast<ModelContext> model,
      List<Chunk> chunks,
      Parameters parameters) {
    if (chunks.isEmpty()) {
      return LossSum.ZERO;
    }
    Broadcast<Parameters> sent = parameters == null ? null : spark.broadcast(parameters);
    try {
      return spark
          .parallelize(chunks, chunks.size())
          .map(chunk -> losses(model.value(), chunk, sent))
          .collect()
          .stream()
          .flatMap(List::stream)
          .reduce(LossSum.ZERO, LossSum::plus);
    } finally {
      if (sent != null) {
        sent.destroy();
      }
    }
  }

  private static List<LossSum> losses(ModelContext model, Chunk chunk, Broadcast<Parameters> sent) {
    ModelContext used = sent == null ? model.baseAlone() : model;
    try (Crew crew = new Crew(used, TaskContext.get().cpus(), Integer.MAX_VALUE)) {
      if (sent == null) {
        return new ArrayList<>(crew.losses(chunk.sequences(model.hadoop().value())));
      }
      try (INDArray parameters = sent.value().vector(model.hadoop().value())) {
        crew.use(parameters);
        return new ArrayList<>(crew.losses(chunk.sequences(model.hadoop().value())));
      }
    }
  }
}
