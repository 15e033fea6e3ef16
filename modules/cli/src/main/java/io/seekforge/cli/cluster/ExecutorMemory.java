package io.seekforge.cli.cluster;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.model.LoraConfig;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.PackedPlan;
import io.seekforge.model.Precision;
import io.seekforge.model.WeightCatalog;
import io.seekforge.model.WeightSpec;
import io.seekforge.model.checkpoint.Dtype;
import io.seekforge.model.checkpoint.WeightIndex;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;

/**
 * Memory beside the heap that training needs of an executor, against what YARN or Kubernetes will
 * give it: containers that go above are killed without a word that a person would understand.
 *
 * @param model bytes of the frozen weights and their packed copies, once for each executor
 * @param activations bytes of what a forward leaves for the backward, for each sequence at a time
 * @param vectors bytes of parameters and gradients, for each task
 * @param tasks at a time
 * @param sequences at a time in a task
 */
record ExecutorMemory(long model, long activations, long vectors, int tasks, int sequences) {
  /** Natives, thread stacks, class data and network buffers of a JVM. */
  private static final long JVM = 300L << 20;

  private static final long LEAST_OVERHEAD = 384L << 20;

  /**
   * What a recipe needs.
   *
   * @param checkpoint the model's weights; null: fresh ones
   * @param trained whether every parameter is trained, not an adapter
   */
  static ExecutorMemory of(
      SparkConf conf, Recipe recipe, ModelConfig config, WeightIndex checkpoint, boolean trained) {
    List<WeightSpec> weights = WeightCatalog.of(config);
    Precision precision = Precision.of(recipe.model().precision());
    PackedPlan packed = PackedPlan.of(config, precision);
    long model = trained ? 0 : packed.bytes();
    for (WeightSpec weight : weights) {
      model +=
          checkpoint == null
              ? precision.bytes(weight)
              : precision.bytes(weight, dtype(checkpoint, weight), packed.takes(weight));
    }
    long parameters =
        trained
            ? weights.stream().mapToLong(WeightSpec::size).sum()
            : adapter(weights, recipe.train().lora().r(), recipe.train().lora().targets());
    int cpus = conf.getInt("spark.task.cpus", 1);
    int tasks = Math.max(1, conf.getInt("spark.executor.cores", 1) / cpus);
    int sequences = Math.min(cpus, recipe.train().sequencesPerStep());
    // Current parameters, the task's sum, and a gradient for each sequence at a time.
    long vectors = (2L + sequences) * Float.BYTES * parameters;
    long perToken = (long) config.layers() * (5L * config.hiddenSize() + 3L * width(config));
    long activations = Float.BYTES * perToken * recipe.pack().sequenceLength();
    return new ExecutorMemory(model, activations, vectors, tasks, sequences);
  }

  private static Dtype dtype(WeightIndex checkpoint, WeightSpec weight) {
    return checkpoint.file(weight.name()).tensor(weight.name(), weight.shape()).dtype();
  }

  private static long adapter(List<WeightSpec> weights, int rank, List<String> targets) {
    return weights.stream()
        .filter(weight -> weight.role() == WeightSpec.Role.LINEAR)
        .filter(weight -> targeted(weight.module(), targets))
        .mapToLong(weight -> rank * (weight.shape()[0] + weight.shape()[1]))
        .sum();
  }

  private static boolean targeted(String module, List<String> targets) {
    return targets.contains(LoraConfig.ALL_LINEAR)
        || targets.contains(module.substring(module.lastIndexOf('.') + 1));
  }

  /** Width of the MLPs that a token passes in a layer. */
  private static long width(ModelConfig config) {
    return config.moe() == null
        ? config.intermediateSize()
        : (long) (config.moe().topK() + config.moe().sharedExperts())
            * config.moe().intermediateSize();
  }

  long needed() {
    return JVM + model + tasks * (vectors + sequences * activations);
  }

  /**
   * Compares with {@code spark.executor.memoryOverhead}, where a cluster manager holds executors to
   * it.
   *
   * @throws SeekforgeException with the sum, if it is not enough
   */
  void require(SparkConf conf) {
    String master = conf.get("spark.master");
    if (!master.equals("yarn") && !master.startsWith("k8s://")) {
      return;
    }
    long given = overhead(conf);
    if (needed() <= given) {
      return;
    }
    throw new SeekforgeException(
        String.format(
            Locale.ROOT,
            "Cannot train in these executors: beside the heap they need %s (base model %s + %d"
                + " tasks × (%d × activations %s + parameters and gradients %s) + JVM %s),"
                + " spark.executor.memoryOverhead gives %s; set it to %dm, or take fewer"
                + " spark.executor.cores, a shorter pack.sequence-length or a smaller"
                + " model.precision",
            size(needed()),
            size(model),
            tasks,
            sequences,
            size(activations),
            size(vectors),
            size(JVM),
            size(given),
            (needed() >> 20) + 1));
  }

  /** As Spark computes it ({@code ResourceProfile}, {@code BasicExecutorFeatureStep}). */
  static long overhead(SparkConf conf) {
    if (conf.contains("spark.executor.memoryOverhead")) {
      return JavaUtils.byteStringAsMb(conf.get("spark.executor.memoryOverhead")) << 20;
    }
    long heap = JavaUtils.byteStringAsMb(conf.get("spark.executor.memory", "1g")) << 20;
    double factor = conf.getDouble("spark.executor.memoryOverheadFactor", 0.1);
    return Math.max(LEAST_OVERHEAD, (long) (factor * heap));
  }

  private static String size(long bytes) {
    double mega = bytes / (double) (1 << 20);
    return mega < 1024
        ? String.format(Locale.ROOT, "%.0f MiB", mega)
        : String.format(Locale.ROOT, "%.1f GiB", mega / 1024);
  }
}
