package io.seekforge.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.PackedSequence;
import io.seekforge.model.CausalModel;
import io.seekforge.model.FullParameters;
import io.seekforge.model.LoraConfig;
import io.seekforge.model.MixtureConfig;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.ModelWorker;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.Precision;
import io.seekforge.model.TinyModels;
import io.seekforge.model.Trainable;
import java.nio.file.Path;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Mixtures of adapters folded into Mixtral checkpoints. */
final class MergedMixtureTest {
  private static final MixtureConfig MIXTURE =
      new MixtureConfig(new LoraConfig(2, 6, 0, false, MixtureConfig.TARGETS), 3, 2);
  private static final int[] IDS = {3, 9, 20, 4, 31, 8, 8, 17};

  @TempDir Path folder;

  @Test
  void theMergedModelHasTheLogitsOfTheMixture() {
    Path base = base(TinyModels.llama(true));
    Nd4j.getRandom().setSeed(7);
    MixtureAdapter adapter = mixture(HfConfig.read(base));
    MergedMixture.write(base, adapter, folder.resolve("merged"));

    ModelConfig config = HfConfig.read(folder.resolve("merged"));
    assertThat(config.modelType()).isEqualTo("mixtral");
    assertThat(config.moe().experts()).isEqualTo(3);
    assertThat(config.moe().topK()).isEqualTo(2);
    INDArray values = adapter.parameters(ParameterLayout.of(HfConfig.read(base), MIXTURE));
    float[] expected = logits(base, MIXTURE, values);
    float[] merged = logits(folder.resolve("merged"), null, null);
    float[] alone = logits(base, null, null);
    double change = 0;
    for (int i = 0; i < expected.length; i++) {
      assertThat(merged[i]).isCloseTo(expected[i], Offset.offset(1e-4f));
      change = Math.max(change, Math.abs(alone[i] - expected[i]));
    }
    assertThat(change).isGreaterThan(0.1);
  }

  @Test
  void whatMixtralHasNoPlaceForIsRefused() {
    Path qwen = base(TinyModels.qwen3());
    MixtureAdapter adapter = mixture(HfConfig.read(qwen));
    assertThatThrownBy(() -> MergedMixture.write(qwen, adapter, folder.resolve("merged")))
        .hasMessageContaining("which has no place for a qwen3 model")
        .hasMessageContaining("generate --adapter");
    assertThat(folder.resolve("merged")).doesNotExist();
  }

  @Test
  void aMixtureMustFitItsBase() {
    Path base = base(TinyModels.llama(true));
    MixtureAdapter other = mixture(TinyModels.random("llama", new Random(1)));
    assertThatThrownBy(() -> MergedMixture.write(base, other, folder.resolve("merged")))
        .hasMessageContaining("adapter_model.safetensors");
    assertThatThrownBy(() -> MergedMixture.write(base, mixture(HfConfig.read(base)), base))
        .hasMessageContaining("the merged model would replace its own base");
  }

  private Path base(ModelConfig config) {
    Path target = folder.resolve("base");
    try (CausalModel model = CausalModel.random(config, 1, Precision.FP32)) {
      FullParameters all = new FullParameters();
      HfCheckpoint.write(
          target, config, model.layout(all), model.initialParameters(all, 0), Dtype.F32, null);
    }
    return target;
  }

  private MixtureAdapter mixture(ModelConfig config) {
    ParameterLayout layout = ParameterLayout.of(config, MIXTURE);
    INDArray values = Nd4j.randn(DataType.FLOAT, layout.size()).muli(0.3);
    MixtureAdapter.write(folder.resolve("mixture"), MIXTURE, layout, values, "base", 0.01);
    return MixtureAdapter.read(folder.resolve("mixture"));
  }

  private static float[] logits(Path model, Trainable trainable, INDArray values) {
    try (CausalModel loaded = CausalModel.load(model, Precision.FP32);
        ModelWorker worker = loaded.worker(trainable)) {
      if (values != null) {
        worker.use(values);
      }
      return worker.logits(PackedSequence.single(IDS, IDS, "d"));
    }
  }
}
