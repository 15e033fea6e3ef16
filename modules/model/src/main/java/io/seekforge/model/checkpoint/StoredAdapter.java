package io.seekforge.model.checkpoint;

import io.seekforge.model.ParameterLayout;
import io.seekforge.model.ParameterLayout.Entry;
import io.seekforge.model.WeightSpec;
import io.seekforge.model.WeightSpec.Role;
import io.seekforge.model.checkpoint.AdaptedLinear.Part;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An adapter as its file has it, which is what PEFT trains, beside the flat vector of the model:
 * where the two differ ({@link AdapterLinears}), this one has fewer elements, and a gradient is the
 * sum over all places of an element.
 */
public final class StoredAdapter {
  private final PeftAdapter adapter;
  private final ParameterLayout model;
  private final ParameterLayout stored;
  private final Map<String, Entry> entries = new HashMap<>();

  /**
   * @param model layout of the adapter's {@link PeftAdapter#config()}
   */
  public StoredAdapter(PeftAdapter adapter, ParameterLayout model) {
    this.adapter = adapter;
    this.model = model;
    SafetensorsFile tensors = adapter.tensors();
    this.stored =
        ParameterLayout.of(
            tensors.names().stream()
                .map(name -> new WeightSpec(name, tensors.tensor(name).shape(), Role.LINEAR))
                .toList());
    stored.entries().forEach(entry -> entries.put(entry.name(), entry));
  }

  /** Of the file's tensors. */
  public ParameterLayout layout() {
    return stored;
  }

  /** The file's values. */
  public INDArray values() {
    return FlatVector.read(adapter.tensors(), "", stored);
  }

  /** The model's vector for values of the file's tensors. */
  public void expand(INDArray values, INDArray parameters) {
    adapter.fill(model, tensor -> FlatVector.floats(values, entries.get(tensor)), parameters);
  }

  /** The gradient of the file's tensors for that of the model's vector. */
  public INDArray reduce(INDArray gradient) {
    float[] sums = new float[Math.toIntExact(stored.size())];
    for (Entry entry : model.entries()) {
      Part part = adapter.part(entry);
      int columns = Math.toIntExact(entry.shape()[entry.shape().length - 1]);
      float[] elements = FlatVector.floats(gradient, entry);
      int offset = Math.toIntExact(entries.get(part.tensor()).offset());
      for (int i = 0; i < part.rows(); i++) {
        for (int j = 0; j < part.columns(); j++) {
          sums[offset + part.index(i, j)] += (float) (part.factor() * elements[i * columns + j]);
        }
      }
    }
    return Nd4j.createFromArray(sums);
  }
}
