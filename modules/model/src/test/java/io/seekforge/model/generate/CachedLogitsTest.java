package io.seekforge.model.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seekforge.api.PackedSequence;
import io.seekforge.model.CausalModel;
import io.seekforge.model.LoraConfig;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.ModelWorker;
import io.seekforge.model.Precision;
import io.seekforge.model.TinyModels;
import io.seekforge.model.Trainable;
import io.seekforge.model.decoder.Decoder;
import io.seekforge.model.decoder.Documents;
import io.seekforge.model.decoder.KeyValueCache;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Logits with a cache are those of a pass over the whole text. */
class CachedLogitsTest {
  /** Rows of each pass: a prompt, single tokens, and some at once. */
  private static final int[] PASSES = {5, 1, 1, 4, 1, 1};

  private static final double TOLERANCE = 1e-4;

  static List<String> architectures() {
    return TinyModels.ARCHITECTURES;
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void ofTheBaseAndOfAdapters(String architecture) {
    List<String> all = List.of(LoraConfig.ALL_LINEAR);
    for (int seed = 0; seed < 3; seed++) {
      ModelConfig config = TinyModels.random(architecture, new Random(seed));
      check(config, null, seed);
      check(config, new LoraConfig(2, 4, 0, false, all), seed);
      check(config, new LoraConfig(2, 4, 0, false, true, all), seed);
    }
  }

  /** Two documents side by side, of which the second starts one pass later. */
  private static void check(ModelConfig config, Trainable trainable, long seed) {
    Random random = new Random(seed);
    int tokens = Arrays.stream(PASSES).sum();
    int[][] ids = new int[2][];
    Arrays.setAll(ids, i -> random.ints(tokens, 0, config.vocabSize()).toArray());
    try (CausalModel model = CausalModel.random(config, 5, Precision.FP32);
        Decoder decoder = model.decoder(trainable, 1);
        ModelWorker worker = model.worker(trainable);
        KeyValueCache first = decoder.cache(tokens);
        KeyValueCache second = decoder.cache(tokens)) {
      if (trainable != null) {
        INDArray values = model.initialParameters(trainable, 11);
        for (long i = 0; i < values.length(); i++) {
          values.putScalar(i, values.getFloat(i) + 0.1 * random.nextGaussian());
        }
        decoder.use(values);
        worker.use(values);
      }
      next(decoder, ids, new int[] {PASSES[0]}, first);
      for (int pass = 1; pass < PASSES.length; pass++) {
        int[] rows = {PASSES[pass], PASSES[pass - 1]};
        float[] logits = next(decoder, ids, rows, first, second);
        for (int i = 0; i < 2; i++) {
          int[] text = Arrays.copyOf(ids[i], (i == 0 ? first : second).length());
          float[] whole = worker.logits(PackedSequence.single(text, text, "text"));
          int vocabulary = config.vocabSize();
          for (int j = 0; j < vocabulary; j++) {
            assertThat((double) logits[i * vocabulary + j])
                .as("pass " + pass + " document " + i)
                .isCloseTo(whole[whole.length - vocabulary + j], within(TOLERANCE));
          }
        }
      }
    }
  }

  private static float[] next(Decoder decoder, int[][] ids, int[] rows, KeyValueCache... caches) {
    int[] taken = new int[Arrays.stream(rows).sum()];
    int at = 0;
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(ids[i], caches[i].length(), taken, at, rows[i]);
      at += rows[i];
    }
    return decoder.next(taken, Documents.continuing(rows, caches));
  }
}
