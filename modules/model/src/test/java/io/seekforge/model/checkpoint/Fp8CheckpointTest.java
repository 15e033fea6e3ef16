package io.seekforge.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.seekforge.api.PackedSequence;
import io.seekforge.api.SeekforgeException;
import io.seekforge.model.CausalModel;
import io.seekforge.model.ConfigFiles;
import io.seekforge.model.InitialWeights;
import io.seekforge.model.LoraConfig;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.ModelWorker;
import io.seekforge.model.Precision;
import io.seekforge.model.TinyModels;
import io.seekforge.model.WeightCatalog;
import io.seekforge.model.WeightSpec;
import io.seekforge.model.WeightSpec.Role;
import io.seekforge.tensor.Float8;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Checkpoints as DeepSeek-V3 comes: FP8 linears with a scale for each block of 128 × 128. */
final class Fp8CheckpointTest {
  private static final String QUANTISED =
      "\"quantization_config\":{\"activation_scheme\":\"dynamic\",\"fmt\":\"e4m3\","
          + "\"quant_method\":\"fp8\",\"weight_block_size\":[128,128]},\"torch_dtype\":\"bfloat16\",";

  @TempDir Path folder;
  private Path fp8;
  private Path wide;
  private ModelConfig config;

  @BeforeEach
  void writeBoth() throws IOException {
    fp8 = ConfigFiles.write(folder.resolve("fp8"), "deepseek_v3", QUANTISED);
    wide = ConfigFiles.write(folder.resolve("wide"), "deepseek_v3");
    config = HfConfig.read(fp8);
    SafetensorsWriter narrowWriter = new SafetensorsWriter();
    SafetensorsWriter wideWriter = new SafetensorsWriter();
    for (WeightSpec spec : WeightCatalog.of(config)) {
      float[] values = new float[(int) spec.size()];
      new InitialWeights(config, spec, 5).read(0, values, values.length);
      if (spec.role() == Role.LINEAR) {
        values = addNarrow(narrowWriter, spec, values);
      } else {
        for (int i = 0; i < values.length; i++) {
          values[i] = FloatFormat.bf16ToFloat(FloatFormat.floatToBf16(values[i]));
        }
        narrowWriter.add(spec.name(), Dtype.BF16, spec.shape(), values);
      }
      wideWriter.add(spec.name(), spec.shape(), values);
    }
    narrowWriter.write(fp8.resolve(WeightIndex.SINGLE));
    wideWriter.write(wide.resolve(WeightIndex.SINGLE));
  }

  /** Adds codes and scales, and returns what they stand for. Scales are not those of quantising. */
  private static float[] addNarrow(SafetensorsWriter writer, WeightSpec spec, float[] values) {
    int rows = (int) spec.shape()[0];
    int columns = (int) spec.shape()[1];
    int across = (columns + 127) / 128;
    float[] scales = new float[(rows + 127) / 128 * across];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = 0.001f * (i + 1);
    }
    byte[] codes = new byte[values.length];
    float[] restored = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      float scale = scales[i / columns / 128 * across + i % columns / 128];
      codes[i] = Float8.encode(values[i] / scale);
      restored[i] = Float8.decode(codes[i]) * scale;
    }
    writer.add(spec.name(), Dtype.F8_E4M3, spec.shape(), out -> out.write(codes));
    writer.add(spec.name() + "_scale_inv", new long[] {scales.length / across, across}, scales);
    return restored;
  }

  @ParameterizedTest
  @EnumSource(names = {"FP32", "FP8"})
  void itComputesWhatItsRestoredWeightsCompute(Precision precision) {
    try (CausalModel narrow = CausalModel.load(fp8, precision);
        CausalModel restored = CausalModel.load(wide, Precision.FP32)) {
      // With FP8, what is not in it is bfloat16; and weights are not packed: with AVX2 their
      // products are added up in another order.
      float ofFp8 = TinyModels.roundsActivations() ? 1e-2f : 1e-5f;
      float tolerance = precision == Precision.FP8 ? ofFp8 : 0;
      assertThat(logits(narrow)).containsExactly(logits(restored), offset(tolerance));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BF16", "INT8", "NF4"})
  void itIsWidenedToOtherTypes(Precision precision) {
    try (CausalModel narrow = CausalModel.load(fp8, precision);
        CausalModel restored = CausalModel.load(wide, precision)) {
      assertThat(logits(narrow)).isEqualTo(logits(restored));
    }
  }

  @Test
  void anAdapterIsMergedIntoBf16() throws IOException {
    LoraConfig lora = new LoraConfig(2, 4, 0, false, List.of("o_proj", "down_proj"));
    Path adapter = folder.resolve("adapter");
    try (CausalModel model = CausalModel.load(fp8, Precision.FP8)) {
      INDArray values = model.initialParameters(lora, 1);
      values.addi(0.01);
      PeftAdapter.write(adapter, lora, model.layout(lora), values, fp8.toString());
    }
    MergedCheckpoint.write(fp8, PeftAdapter.read(adapter), folder.resolve("merged"));
    MergedCheckpoint.write(wide, PeftAdapter.read(adapter), folder.resolve("merged wide"));
    assertThat(Files.readString(folder.resolve("merged/config.json")))
        .doesNotContain("quantization_config");
    WeightIndex merged = WeightIndex.open(folder.resolve("merged"));
    assertThat(merged.names()).noneMatch(name -> name.endsWith("scale_inv"));
    for (String name : merged.names()) {
      assertThat(merged.file(name).tensor(name).dtype()).isEqualTo(Dtype.BF16);
    }
    try (CausalModel actual = CausalModel.load(folder.resolve("merged"), Precision.BF16);
        CausalModel expected = CausalModel.load(folder.resolve("merged wide"), Precision.BF16)) {
      assertThat(logits(actual)).isEqualTo(logits(expected));
    }
  }

  @Test
  void codesWithoutScalesAreRefused() {
    SafetensorsFile whole = WeightIndex.open(fp8).shard(WeightIndex.SINGLE);
    Path broken = ConfigFiles.write(folder.resolve("broken"), "deepseek_v3", QUANTISED);
    SafetensorsWriter writer = new SafetensorsWriter();
    whole.names().stream()
        .filter(name -> !name.equals("model.layers.1.self_attn.o_proj.weight_scale_inv"))
        .forEach(name -> writer.add(whole, name));
    writer.write(broken.resolve(WeightIndex.SINGLE));
    assertThatThrownBy(() -> CausalModel.load(broken, Precision.BF16))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("there is no model.layers.1.self_attn.o_proj.weight_scale_inv");
  }

  @Test
  void aFileThatChangesWhileItIsReadIsNoticed() throws IOException {
    WeightIndex index = WeightIndex.open(wide);
    Path file = wide.resolve(WeightIndex.SINGLE);
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    String name = "model.norm.weight";
    try (StoredWeight stored = StoredWeight.open(index, name, config.hiddenSize())) {
      assertThatThrownBy(() -> stored.read(0, new float[1], 1))
          .isInstanceOf(SeekforgeException.class)
          .hasMessageContaining("it was changed while it was open");
    }
  }

  private static float[] logits(CausalModel model) {
    int[] ids = IntStream.range(0, 20).map(i -> 7 * i % 60).toArray();
    PackedSequence sequence = PackedSequence.single(ids, ids, "a");
    try (ModelWorker worker = model.worker(null)) {
      return worker.logits(sequence);
    }
  }
}
