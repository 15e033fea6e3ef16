package io.seekforge.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seekforge.api.PackedSequence;
import io.seekforge.model.checkpoint.StoredWeight;
import io.seekforge.model.checkpoint.WeightIndex;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The last hidden states are what the vocabulary product makes logits of. */
final class StatesTest {
  @Test
  void logitsAreStatesTimesTheEmbedding() {
    Path folder = SharedData.path("models/stories260K");
    int[] ids = IntStream.range(0, 300).map(i -> 1 + i * 7 % 500).toArray(); // in two chunks
    try (CausalModel model = CausalModel.load(folder, Precision.FP32);
        ModelWorker worker = model.worker(null)) {
      int width = model.config().hiddenSize();
      int vocabulary = model.config().vocabSize();
      PackedSequence sequence = PackedSequence.single(ids, ids, "text");
      float[] logits = worker.logits(sequence);
      float[] states = worker.states(sequence);
      assertThat(states).hasSize(ids.length * width);
      float[] embedding = embedding(folder, model.config(), vocabulary * width);
      for (int row = 0; row < ids.length; row += 13) {
        for (int id = 0; id < vocabulary; id += 17) {
          double product = 0;
          for (int i = 0; i < width; i++) {
            product += (double) states[row * width + i] * embedding[id * width + i];
          }
          assertThat((double) logits[row * vocabulary + id]).isCloseTo(product, within(1e-3));
        }
      }
    }
  }

  private static float[] embedding(Path folder, ModelConfig config, int count) {
    WeightSpec spec =
        WeightCatalog.of(config).stream()
            .filter(weight -> weight.name().equals("model.embed_tokens.weight"))
            .findFirst()
            .orElseThrow();
    float[] values = new float[count];
    try (StoredWeight weight = StoredWeight.open(WeightIndex.open(folder), spec)) {
      weight.read(0, values, count);
    }
    return values;
  }
}
