package io.seekforge.model.bench;

import io.seekforge.api.PackedSequence;
import io.seekforge.api.SeekforgeException;
import io.seekforge.model.CausalModel;
import io.seekforge.model.LoraConfig;
import io.seekforge.model.LossSum;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.ParallelGradient;
import io.seekforge.model.Precision;
import io.seekforge.model.optim.AdamW;
import io.seekforge.tensor.cpu.OptimizerKernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Times LoRA training steps of a model with random weights: loss on every token, one document a
 * sequence, AdamW and clipping included. Two steps more than asked are run first and not counted.
 *
 * @param sequenceLength tokens of a sequence
 * @param batch sequences of a step
 * @param steps steps that count
 * @param lora of the linears trained
 * @param threads workers the batch is shared by
 */
public record TrainBenchmark(
    ModelConfig config,
    Precision precision,
    int sequenceLength,
    int batch,
    int steps,
    LoraConfig lora,
    int threads) {
  private static final int WARM_UP = 2;
  private static final double LEARNING_RATE = 2e-4;

  public TrainBenchmark {
    positive("sequence length", sequenceLength - 1);
    positive("batch", batch);
    positive("number of steps", steps);
    positive("number of threads", threads);
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new SeekforgeException("Invalid " + name + ": too small");
    }
  }

  /** Runs it. */
  public BenchmarkResult run() {
    try (CausalModel model = CausalModel.random(config, 1, precision);
        ParallelGradient parallel = new ParallelGradient(model, lora, threads, batch, false)) {
      INDArray parameters = model.initialParameters(lora, 1);
      INDArray gradient = Nd4j.zeros(DataType.FLOAT, parameters.length());
      AdamW optimizer = new AdamW(parameters.length(), 0.9, 0.999, 1e-8, 0);
      List<PackedSequence> sequences = sequences();
      double[] rates = new double[steps];
      double loss = 0;
      for (int step = -WARM_UP; step < steps; step++) {
        long start = System.nanoTime();
        OptimizerKernels.zero(gradient);
        LossSum sum = parallel.compute(parameters, sequences, gradient);
        OptimizerKernels.scale(gradient, (float) (1.0 / sum.labelTokens()));
        AdamW.clipGradNorm(gradient, 1);
        optimizer.step(parameters, gradient, LEARNING_RATE);
        loss = sum.mean();
        if (step >= 0) {
          rates[step] = (double) batch * sequenceLength * 1e9 / (System.nanoTime() - start);
        }
      }
      Arrays.sort(rates);
      return new BenchmarkResult(rates[steps - 1], rates[steps / 2], peakBytes(), loss);
    }
  }

  private List<PackedSequence> sequences() {
    Random random = new Random(1);
    List<PackedSequence> sequences = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      int[] ids = random.ints(sequenceLength, 0, config.vocabSize()).toArray();
      sequences.add(PackedSequence.single(ids, ids, "sequence " + i));
    }
    return sequences;
  }

  /** VmHWM of /proc/self/status. */
  private static long peakBytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmHWM:")) {
          return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }
}
