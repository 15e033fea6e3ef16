package io.seekforge.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seekforge.api.PackedSequence;
import io.seekforge.model.CausalModel;
import io.seekforge.model.LoraConfig;
import io.seekforge.model.ModelWorker;
import io.seekforge.model.MoeConfig;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.Precision;
import io.seekforge.model.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Adapters with magnitudes; their values and gradients are checked by the parity cases. */
final class DoraAdapterTest {
  @TempDir Path folder;

  /** The adapter in, out and in again, and folded into the base. */
  @ParameterizedTest
  @ValueSource(strings = {"llama-dora", "qwen2-dora-biases", "deepseek-v3-experts"})
  void weightDecomposedAdaptersAreReadWrittenAndMerged(String name) throws IOException {
    Path source = Path.of("src/test/resources/parity", name);
    PeftAdapter adapter = PeftAdapter.read(source.resolve("adapter"));
    assertThat(adapter.config().dora()).isTrue();
    MergedCheckpoint.write(source.resolve("model"), adapter, folder.resolve("merged"));
    int[] ids = {5, 9, 31, 2, 60, 7};
    PackedSequence sequence = PackedSequence.single(ids, ids, "d");
    try (CausalModel model = CausalModel.load(source.resolve("model"), Precision.FP32);
        CausalModel merged = CausalModel.load(folder.resolve("merged"), Precision.FP32);
        ModelWorker tuned = model.worker(adapter.config());
        ModelWorker plain = merged.worker(null)) {
      ParameterLayout layout = model.layout(adapter.config());
      INDArray values = adapter.parameters(layout);
      PeftAdapter.write(folder.resolve("a"), adapter.config(), layout, values, "base");
      assertThat(
              Files.mismatch(
                  folder.resolve("a").resolve(PeftAdapter.WEIGHTS),
                  source.resolve("adapter").resolve(PeftAdapter.WEIGHTS)))
          .as("the bytes that PEFT wrote")
          .isEqualTo(-1);
      PeftAdapter again = PeftAdapter.read(folder.resolve("a"));
      assertThat(again.config().dora()).isTrue();
      assertThat(again.parameters(layout)).isEqualTo(values);
      tuned.use(values);
      float[] expected = tuned.logits(sequence);
      float[] actual = plain.logits(sequence);
      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
      }
    }
  }

  /** Lengths start as those of the base, so that the first loss is the base's. */
  @Test
  void trainingStartsFromTheBase() {
    LoraConfig dora = new LoraConfig(2, 4, 0, false, true, List.of(LoraConfig.ALL_LINEAR));
    PackedSequence sequence = TinyModels.sequence(5, 50, 9, 4);
    for (Precision precision : new Precision[] {Precision.FP32, Precision.BF16}) {
      try (CausalModel model =
              CausalModel.random(TinyModels.experts(MoeConfig.Gate.SOFTMAX_GREEDY), 3, precision);
          ModelWorker base = model.worker(null);
          ModelWorker tuned = model.worker(dora)) {
        tuned.use(model.initialParameters(dora, 1));
        double loss = base.loss(sequence).loss();
        assertThat(tuned.loss(sequence).loss()).isCloseTo(loss, within(1e-5 * loss));
      }
    }
  }
}
