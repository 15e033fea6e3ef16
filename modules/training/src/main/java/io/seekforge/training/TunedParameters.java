package io.seekforge.training;

import io.seekforge.api.recipe.Recipe;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.checkpoint.DeltaCheckpoint;
import io.seekforge.model.checkpoint.MixtureAdapter;
import io.seekforge.model.checkpoint.PeftAdapter;
import io.seekforge.model.checkpoint.WeightIndex;
import io.seekforge.training.rounds.FlatVector;
import io.seekforge.training.store.HadoopFolder;
import io.seekforge.training.store.TemporaryFolder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reads back what the stage train left: the very files that are exported. */
final class TunedParameters {
  private TunedParameters() {}

  /** The parameters of the layout, float32 little-endian. */
  static byte[] read(Recipe recipe, HadoopFolder train, ParameterLayout layout) {
    try (TemporaryFolder temporary = TemporaryFolder.make()) {
      if (Method.full(recipe)) {
        return weights(temporary.copyFrom(train.child(Method.MODEL), Method.MODEL), layout);
      }
      try (INDArray parameters = changes(recipe, train, temporary, layout)) {
        return FlatVector.bytes(parameters);
      }
    }
  }

  /** What lies beside the base: changed tensors, a mixture or an adapter. */
  private static INDArray changes(
      Recipe recipe, HadoopFolder train, TemporaryFolder temporary, ParameterLayout layout) {
    if (Method.delta(recipe)) {
      Path delta = temporary.copyFrom(train.child(Method.DELTA), Method.DELTA);
      return DeltaCheckpoint.read(delta).parameters(layout);
    }
    if (Method.mixture(recipe)) {
      Path mixture = temporary.copyFrom(train.child(Method.MIXTURE), Method.MIXTURE);
      return MixtureAdapter.read(mixture).parameters(layout);
    }
    Path adapter = temporary.copyFrom(train.child(Method.ADAPTER), Method.ADAPTER);
    return PeftAdapter.read(adapter).parameters(layout);
  }

  private static byte[] weights(Path model, ParameterLayout layout) {
    WeightIndex index = WeightIndex.open(model);
    FlatVector.checkLength(layout.size());
    ByteBuffer bytes =
        ByteBuffer.allocate((int) layout.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (ParameterLayout.Entry entry : layout.entries()) {
      for (float value : index.file(entry.name()).floats(entry.name())) {
        bytes.putFloat(value);
      }
    }
    return bytes.array();
  }
}
