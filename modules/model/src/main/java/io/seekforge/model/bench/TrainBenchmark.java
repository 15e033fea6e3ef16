package io.seekforge.model.bench;

import io.seekforge.api.PackedSequence;
import io.seekforge.api.SeekforgeException;
import io.seekforge.model.CausalModel;
import io.seekforge.model.ExpertParameters;
import io.seekforge.model.LoraConfig;
import io.seekforge.model.LossSum;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.ModelWorker;
import io.seekforge.model.ParallelGradient;
import io.seekforge.model.Precision;
import io.seekforge.model.Trainable;
import io.seekforge.model.experts.ExpertConfig;
import io.seekforge.model.experts.ExpertSelection;
import io.seekforge.model.optim.AdamW;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.cpu.OptimizerKernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Times training steps, of LoRA or of chosen experts, AdamW and clipping included. Two steps more
 * than asked are run first and not counted.
 *
 * @param opening opens the model, closed when the steps are done
 * @param sequences each step takes the next ones, from the first again after the last
 * @param batch sequences of a step
 * @param steps steps that count
 * @param lora of the linears trained; null with experts
 * @param expertShare share of the sequences' token scores whose experts are trained; 0 with lora
 * @param threads workers the batch is shared by
 * @param recompute computes the inside of each layer once more in the backward, for less memory
 */
public record TrainBenchmark(
    Supplier<CausalModel> opening,
    ModelConfig config,
    Precision precision,
    List<PackedSequence> sequences,
    int batch,
    int steps,
    LoraConfig lora,
    double expertShare,
    int threads,
    boolean recompute) {
  private static final int WARM_UP = 2;
  private static final double LEARNING_RATE = 2e-4;

  public TrainBenchmark {
    positive("number of sequences", sequences.size());
    positive("batch", batch);
    positive("number of steps", steps);
    positive("number of threads", threads);
    sequences = List.copyOf(sequences);
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new SeekforgeException("Invalid " + name + ": too small");
    }
  }

  /** Runs it. */
  public BenchmarkResult run() {
    Step[] done = new Step[steps];
    Trained trained = time(done);
    long peak = peakBytes();
    int workers = Math.min(threads, batch);
    FrozenProducts.Cost products =
        new FrozenProducts(
                config,
                precision,
                trained.types(),
                trained.trainable(),
                meanTokens(),
                meanLabels(),
                workers,
                threads / workers)
            .measure();
    double[] rates = Arrays.stream(done).mapToDouble(Step::tokensPerSecond).sorted().toArray();
    double median = rates[steps / 2];
    return new BenchmarkResult(
        rates[steps - 1],
        median,
        Arrays.stream(done).mapToDouble(Step::documentsPerSecond).sorted().toArray()[steps / 2],
        peak,
        trained.loss(),
        trained.trainable() instanceof ExpertParameters experts
            ? experts.config().experts()
            : Map.of(),
        workers * products.operations() / products.seconds(),
        products.seconds() * median / workers / meanTokens());
  }

  /** What a step computed, and how long it took. */
  private record Step(int tokens, int documents, double seconds) {
    double tokensPerSecond() {
      return tokens / seconds;
    }

    double documentsPerSecond() {
      return documents / seconds;
    }
  }

  /** What was trained on weights of which types, and the loss of the last step. */
  private record Trained(Trainable trainable, Map<String, ElementType> types, double loss) {}

  /** The experts that the sequences use, until their token scores add up to the share. */
  private ExpertParameters chosen(CausalModel model) {
    TreeMap<Integer, double[]> scores = new TreeMap<>();
    long tokens = sequences.stream().mapToLong(PackedSequence::length).sum();
    double each = 1.0 / (tokens * config.moe().topK());
    try (ModelWorker worker = model.worker(null, false, threads)) {
      for (PackedSequence sequence : sequences) {
        worker.route(
            sequence,
            (layer, chosen, weights) -> {
              double[] own = scores.computeIfAbsent(layer, l -> new double[config.moe().experts()]);
              for (int expert : chosen) {
                own[expert] += each;
              }
            });
      }
    }
    TreeMap<Integer, List<Integer>> experts = new TreeMap<>();
    scores.forEach(
        (layer, own) -> experts.put(layer, new ExpertSelection.Share(expertShare).choose(own)));
    return new ExpertParameters(new ExpertConfig(experts, false, false));
  }

  private int meanTokens() {
    return (int) sequences.stream().mapToInt(PackedSequence::length).average().orElse(1);
  }

  private int meanLabels() {
    return (int) sequences.stream().mapToInt(PackedSequence::labelTokens).average().orElse(1);
  }

  /**
   * Runs the steps.
   *
   * @param done receives each
   * @return what was trained
   */
  private Trained time(Step[] done) {
    try (CausalModel model = opening.get()) {
      return time(model, expertShare > 0 ? chosen(model) : lora, done);
    }
  }

  private Trained time(CausalModel model, Trainable trainable, Step[] done) {
    try (ParallelGradient parallel =
        new ParallelGradient(model, trainable, threads, batch, recompute)) {
      INDArray parameters = model.initialParameters(trainable, 1);
      INDArray gradient = Nd4j.zeros(DataType.FLOAT, parameters.length());
      AdamW optimizer = new AdamW(parameters.length(), 0.9, 0.999, 1e-8, 0);
      double loss = 0;
      for (int step = -WARM_UP; step < steps; step++) {
        List<PackedSequence> taken = taken(step + WARM_UP);
        long start = System.nanoTime();
        OptimizerKernels.zero(gradient);
        LossSum sum = parallel.compute(parameters, taken, gradient);
        OptimizerKernels.scale(gradient, (float) (1.0 / sum.labelTokens()));
        float factor = AdamW.clipFactor(OptimizerKernels.norm(gradient, threads), 1);
        optimizer.step(parameters, gradient, factor, LEARNING_RATE, threads);
        loss = sum.mean();
        if (step >= 0) {
          double seconds = (System.nanoTime() - start) / 1e9;
          done[step] =
              new Step(
                  taken.stream().mapToInt(PackedSequence::length).sum(),
                  taken.stream().mapToInt(sequence -> sequence.documentStarts().length).sum(),
                  seconds);
        }
      }
      return new Trained(trainable, model.weightTypes(), loss);
    }
  }

  private List<PackedSequence> taken(int step) {
    List<PackedSequence> taken = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      taken.add(sequences.get((int) (((long) step * batch + i) % sequences.size())));
    }
    return taken;
  }

  /** Sequences of one document of random tokens, with loss on every token. */
  public static List<PackedSequence> randomSequences(ModelConfig config, int length, int count) {
    Random random = new Random(1);
    List<PackedSequence> sequences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] ids = random.ints(length, 0, config.vocabSize()).toArray();
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
