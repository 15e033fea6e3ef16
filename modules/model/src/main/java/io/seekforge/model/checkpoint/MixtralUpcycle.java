package io.seekforge.model.checkpoint;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.ExpertNames;
import io.seekforge.model.InitialWeights;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.WeightCatalog;
import io.seekforge.model.WeightSpec;
import io.seekforge.model.WeightSpec.Role;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One Mixtral checkpoint of several dense ones that were trained apart from one base: their
 * feed-forwards become the experts, everything else is the mean, the router is new (Sukhbaatar et
 * al. 2024, "Branch-Train-MiX"; with equal branches sparse upcycling, Komatsuzaki et al. 2023).
 */
public final class MixtralUpcycle {
  /**
   * Branches of one base have nearly the same weights; of two bases the cosine is about 0.
   * Fine-tuning a small model for long may turn matrices, but not by 60 degrees.
   */
  private static final double LEAST_COSINE = 0.5;

  private static final int PIECE = 1 << 20;
  private static final String TOKENIZER = "tokenizer.json";

  private final List<Path> folders;
  private final List<WeightIndex> branches;
  private final ModelConfig dense;
  private final ModelConfig mixture;
  private final long seed;

  private MixtralUpcycle(List<Path> folders, int topK, long seed) {
    this.folders = folders;
    this.dense = commonShape(folders);
    this.branches = folders.stream().map(WeightIndex::open).toList();
    this.mixture = MixtralShape.of(dense, folders.size(), topK);
    this.seed = seed;
  }

  /**
   * Writes the checkpoint in the type of the first branch, with its tokenizer.
   *
   * @param folders of the branches, in the order of the experts; at least two
   * @param topK experts of each token
   * @param seed of the router: normal(0, initializer_range)
   * @throws SeekforgeException if the branches do not belong together, naming which and why
   */
  public static void write(Path out, List<Path> folders, int topK, long seed) {
    if (folders.size() < 2) {
      throw new SeekforgeException(
          "Cannot make a mixture of " + folders.size() + " branch: name two");
    }
    if (topK < 1 || topK > folders.size()) {
      throw new SeekforgeException(
          "Invalid top-k "
              + topK
              + ": must be 1 to "
              + folders.size()
              + ", the number of branches");
    }
    MixtralUpcycle upcycle = new MixtralUpcycle(List.copyOf(folders), topK, seed);
    upcycle.checkTokenizers();
    upcycle.checkBase();
    ModelFolder.replace(out, upcycle::fill);
  }

  private static ModelConfig commonShape(List<Path> folders) {
    ModelConfig first = HfConfig.read(folders.get(0));
    for (Path folder : folders) {
      ModelConfig config = HfConfig.read(folder);
      if (!MixtralShape.takes(config)) {
        throw new SeekforgeException(
            "Cannot use branch %s: a mixture is made of llama models without biases (it is %s)"
                .formatted(folder, MixtralShape.kind(config)));
      }
      if (!config.equals(first)) {
        throw new SeekforgeException(
            "Cannot mix %s and %s: their shapes differ (%s)"
                .formatted(folders.get(0), folder, difference(first, config)));
      }
    }
    return first;
  }

  /** The first components of two configurations that differ. */
  private static String difference(ModelConfig a, ModelConfig b) {
    try {
      for (var component : ModelConfig.class.getRecordComponents()) {
        Object left = component.getAccessor().invoke(a);
        Object right = component.getAccessor().invoke(b);
        if (left == null ? right != null : !left.equals(right)) {
          return component.getName() + " " + left + " and " + right;
        }
      }
      return "nothing";
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private void checkTokenizers() {
    try {
      Path first = folders.get(0).resolve(TOKENIZER);
      for (Path folder : folders) {
        Path file = folder.resolve(TOKENIZER);
        boolean same =
            Files.exists(file) == Files.exists(first)
                && (!Files.exists(file) || Files.mismatch(file, first) < 0);
        if (!same) {
          throw new SeekforgeException(
              "Cannot mix %s and %s: their tokenizers (%s) differ"
                  .formatted(folders.get(0), folder, TOKENIZER));
        }
      }
    } catch (IOException e) {
      throw new SeekforgeException("Cannot compare tokenizers: " + e.getMessage(), e);
    }
  }

  /** Means make sense of weights that began as the same ones. */
  private void checkBase() {
    WeightSpec probe =
        WeightCatalog.of(dense).stream()
            .filter(spec -> spec.name().equals("model.layers.0.self_attn.q_proj.weight"))
            .findFirst()
            .orElseThrow();
    float[] first = values(branches.get(0), probe);
    for (int i = 1; i < branches.size(); i++) {
      double cosine = cosine(first, values(branches.get(i), probe));
      if (!(cosine >= LEAST_COSINE)) {
        throw new SeekforgeException(
            "Cannot mix %s and %s: they are not branches of one base (cosine of %s %.2f, needed %.1f)"
                .formatted(folders.get(0), folders.get(i), probe.name(), cosine, LEAST_COSINE));
      }
    }
  }

  private static float[] values(WeightIndex branch, WeightSpec spec) {
    float[] values = new float[Math.toIntExact(spec.size())];
    try (StoredWeight stored = StoredWeight.open(branch, spec)) {
      stored.read(0, values, values.length);
    }
    return values;
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      squaresA += (double) a[i] * a[i];
      squaresB += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(squaresA * squaresB);
  }

  private void fill(Path folder) throws IOException {
    Dtype dtype = type("model.embed_tokens.weight");
    HfConfigWriter.write(folder, mixture, dtype);
    ModelFolder.copyTokenizer(folders.get(0), folder);
    HfCheckpoint.fillNew(
        folder,
        HfCheckpoint.shards(WeightCatalog.of(mixture), dtype.width(), HfCheckpoint.SHARD_BYTES),
        this::add);
  }

  private Dtype type(String name) {
    return StoredWeight.writable(branches.get(0).file(name).tensor(name).dtype());
  }

  private void add(SafetensorsWriter writer, WeightSpec spec) {
    ExpertNames.Place place = ExpertNames.place(spec.name());
    if (spec.role() == Role.ROUTER) {
      Dtype dtype = type("model.embed_tokens.weight");
      InitialWeights weights = new InitialWeights(mixture, spec, seed);
      writer.add(
          spec.name(),
          dtype,
          spec.shape(),
          out -> {
            float[] values = new float[Math.toIntExact(spec.size())];
            weights.read(0, values, values.length);
            SafetensorsWriter.writeFloats(dtype, FloatBuffer.wrap(values), out);
          });
    } else if (place != null) {
      String name = MixtralShape.denseModule(spec.name(), place) + ".weight";
      addMean(writer, spec, name, List.of(branches.get(place.expert())));
    } else {
      addMean(writer, spec, spec.name(), branches);
    }
  }

  private void addMean(
      SafetensorsWriter writer, WeightSpec spec, String name, List<WeightIndex> sources) {
    Dtype dtype = type(name);
    writer.add(spec.name(), dtype, spec.shape(), out -> writeMean(spec, name, sources, dtype, out));
  }

  private static void writeMean(
      WeightSpec spec, String name, List<WeightIndex> sources, Dtype dtype, OutputStream out)
      throws IOException {
    List<StoredWeight> stored = new ArrayList<>();
    try {
      sources.forEach(source -> stored.add(StoredWeight.open(source, name, spec.shape())));
      float[] piece = new float[(int) Math.min(PIECE, spec.size())];
      for (long from = 0; from < spec.size(); from += piece.length) {
        int count = (int) Math.min(piece.length, spec.size() - from);
        double[] sums = new double[count];
        for (StoredWeight source : stored) {
          source.read(from, piece, count);
          for (int i = 0; i < count; i++) {
            sums[i] += piece[i];
          }
        }
        for (int i = 0; i < count; i++) {
          piece[i] = (float) (sums[i] / stored.size());
        }
        SafetensorsWriter.writeFloats(dtype, FloatBuffer.wrap(piece, 0, count), out);
      }
    } finally {
      stored.forEach(StoredWeight::close);
    }
  }
}
