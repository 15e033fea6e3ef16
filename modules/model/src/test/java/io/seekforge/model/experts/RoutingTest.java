package io.seekforge.model.experts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.PackedSequence;
import io.seekforge.model.CausalModel;
import io.seekforge.model.ModelWorker;
import io.seekforge.model.Precision;
import io.seekforge.model.SharedData;
import io.seekforge.model.checkpoint.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected values: src/test/python/make_experts.py. */
final class RoutingTest {
  @ParameterizedTest
  @ValueSource(strings = {"deepseek-v2-lite", "deepseek-v2-groups-yarn", "deepseek-v3"})
  void choosesAsTransformersDoes(String name) throws IOException {
    Path folder = SharedData.path("parity/" + name);
    SafetensorsFile expected =
        SafetensorsFile.open(Path.of("src/test/resources/experts/" + name + ".safetensors"));
    JsonNode rows =
        new ObjectMapper().readTree(folder.resolve("case.json").toFile()).get("input_ids");
    int[] compared = {0};
    try (CausalModel model = CausalModel.load(folder.resolve("model"), Precision.FP32);
        ModelWorker worker = model.worker(null)) {
      int topK = model.config().moe().topK();
      int[] at = {0};
      for (JsonNode row : rows) {
        int[] ids = IntStream.range(0, row.size()).map(i -> row.get(i).asInt()).toArray();
        worker.route(
            PackedSequence.single(ids, ids, "row"),
            (layer, chosen, weights) -> {
              float[] experts = expected.floats("layers." + layer + ".experts");
              float[] gates = expected.floats("layers." + layer + ".weights");
              for (int token = 0; token < ids.length; token++) {
                int from = token * topK;
                int[] order = ascending(chosen, from, topK);
                for (int k = 0; k < topK; k++) {
                  int place = (at[0] + token) * topK + k;
                  assertThat((float) chosen[order[k]]).isEqualTo(experts[place]);
                  assertThat(weights[order[k]]).isCloseTo(gates[place], within(1e-5f));
                  compared[0]++;
                }
              }
            });
        at[0] += ids.length;
      }
      int layers = model.config().layers() - model.config().moe().firstDenseLayers();
      assertThat(compared[0]).isEqualTo(layers * at[0] * topK);
    }
  }

  private static int[] ascending(int[] chosen, int from, int count) {
    return IntStream.range(from, from + count)
        .boxed()
        .sorted(Comparator.comparingInt(i -> chosen[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
