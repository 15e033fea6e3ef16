package io.seekforge.model.parity;

import io.seekforge.model.CausalModel;
import io.seekforge.model.LoraConfig;
import io.seekforge.model.LossSum;
import io.seekforge.model.ModelWorker;
import io.seekforge.model.ParallelGradient;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.Precision;
import io.seekforge.model.checkpoint.PeftAdapter;
import io.seekforge.model.checkpoint.SafetensorsFile;
import io.seekforge.model.checkpoint.StoredAdapter;
import io.seekforge.model.optim.AdamW;
import io.seekforge.tensor.cpu.OptimizerKernels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A folder with a model, an adapter and what transformers and PEFT make of them: logits, loss,
 * gradients, and the losses of some AdamW steps.
 */
public final class ParityCase implements AutoCloseable {
  private static final int THREADS = 2;

  private final CaseFile file;
  private final Tolerances tolerances;
  private final SafetensorsFile expected;
  private final CausalModel model;
  private final LoraConfig lora;
  private final StoredAdapter stored;
  private final INDArray parameters;
  private final List<Measure> measures = new ArrayList<>();

  private ParityCase(Path folder, Precision precision) {
    this.file = CaseFile.read(folder.resolve("case.json"));
    this.tolerances = Tolerances.of(precision);
    this.expected = SafetensorsFile.open(folder.resolve("expected.safetensors"));
    this.model = CausalModel.load(folder.resolve("model"), precision);
    PeftAdapter adapter = PeftAdapter.read(folder.resolve("adapter"), model.config());
    this.lora = adapter.config();
    ParameterLayout layout = model.layout(lora);
    this.parameters = adapter.parameters(layout);
    this.stored = new StoredAdapter(adapter, layout);
  }

  /** Runs a case with weights kept in float32. */
  public static ParityResult run(Path folder) {
    return run(folder, Precision.FP32);
  }

  /**
   * Runs a case.
   *
   * @throws io.seekforge.api.SeekforgeException if the folder holds no such case
   */
  public static ParityResult run(Path folder, Precision precision) {
    try (ParityCase test = new ParityCase(folder, precision)) {
      test.compareLogits();
      test.compareTraining();
      return new ParityResult(folder.getFileName().toString(), test.measures);
    }
  }

  private void compareLogits() {
    float[] reference = expected.floats("logits");
    double largest = 0;
    try (ModelWorker worker = model.worker(lora)) {
      worker.use(parameters);
      int at = 0;
      for (var sequence : file.sequences()) {
        for (float logit : worker.logits(sequence)) {
          double difference = Math.abs((double) logit - reference[at++]);
          largest = Math.max(largest, difference);
        }
      }
    }
    measures.add(new Measure("logits, largest absolute", largest, tolerances.logits()));
  }

  private void compareTraining() {
    float[] losses = expected.floats("losses");
    AdamW optimizer =
        new AdamW(
            stored.layout().size(), file.beta1(), file.beta2(), file.epsilon(), file.weightDecay());
    INDArray values = stored.values();
    INDArray gradient = Nd4j.zeros(DataType.FLOAT, parameters.length());
    double worst = 0;
    try (ParallelGradient parallel =
        new ParallelGradient(model, lora, THREADS, file.sequences().size(), false)) {
      for (int step = 0; step < file.steps(); step++) {
        OptimizerKernels.zero(gradient);
        LossSum loss = parallel.compute(parameters, file.sequences(), gradient);
        OptimizerKernels.scale(gradient, (float) (1.0 / loss.labelTokens()));
        INDArray reduced = stored.reduce(gradient);
        if (step == 0) {
          double reference = expected.floats("loss")[0];
          measures.add(
              new Measure("loss, relative", relative(loss.mean(), reference), tolerances.loss()));
          measures.add(
              new Measure(
                  "gradients, worst relative L2", worst("grad.", reduced), tolerances.gradients()));
        }
        double error = relative(loss.mean(), losses[step]);
        worst = Math.max(worst, error);
        AdamW.clipGradNorm(reduced, file.maxGradNorm());
        optimizer.step(values, reduced, file.learningRate());
        stored.expand(values, parameters);
      }
    }
    measures.add(new Measure("losses of steps, relative", worst, tolerances.curve()));
    measures.add(
        new Measure(
            "last parameters, relative L2", worst("final.", values), tolerances.parameters()));
  }

  /** The largest relative L2 distance of any tensor. */
  private double worst(String prefix, INDArray vector) {
    double worst = 0;
    for (ParameterLayout.Entry entry : stored.layout().entries()) {
      float[] reference = expected.floats(prefix + entry.name());
      double distance = 0;
      double norm = 0;
      for (int i = 0; i < reference.length; i++) {
        distance += Math.pow((double) vector.getFloat(entry.offset() + i) - reference[i], 2);
        norm += Math.pow(reference[i], 2);
      }
      double error = Math.sqrt(distance) / Math.max(Math.sqrt(norm), 1e-12);
      worst = Math.max(worst, error);
    }
    return worst;
  }

  private static double relative(double actual, double reference) {
    return Math.abs(actual - reference) / Math.abs(reference);
  }

  @Override
  public void close() {
    model.close();
  }
}
