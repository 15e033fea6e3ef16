package io.seekforge.training;

import io.seekforge.model.CausalModel;
import io.seekforge.model.FullParameters;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.Precision;
import io.seekforge.model.checkpoint.Dtype;
import io.seekforge.model.checkpoint.HfCheckpoint;
import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.training.resident.BaseModel;
import java.nio.file.Path;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The tiny model, but the embedding of token 49 is not a number. */
record PoisonedModel(String folder) implements BaseModel {
  @Override
  public String key() {
    return "poisoned " + folder;
  }

  @Override
  public CausalModel open() {
    ModelConfig config = HfConfig.read(Path.of("src/test/resources/tiny/config.json"));
    try (CausalModel model = CausalModel.random(config, 3, Precision.FP32)) {
      ParameterLayout layout = model.layout(new FullParameters());
      INDArray weights = model.initialParameters(new FullParameters(), 0);
      ParameterLayout.Entry embedding =
          layout.entries().stream()
              .filter(entry -> entry.name().equals("model.embed_tokens.weight"))
              .findFirst()
              .orElseThrow();
      weights.putScalar(embedding.offset() + 49L * config.hiddenSize(), Float.NaN);
      HfCheckpoint.write(Path.of(folder), config, layout, weights, Dtype.F32, null);
    }
    return CausalModel.load(Path.of(folder), Precision.FP32);
  }
}
