package io.seekforge.model.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Elements of the tensors read last: those of a layer's experts are read once for each of them. */
final class LastRead implements Function<String, float[]> {
  /** A and B of two parameters. */
  private static final int KEPT = 4;

  private final SafetensorsFile file;
  private final Map<String, float[]> kept =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
          return size() > KEPT;
        }
      };

  LastRead(SafetensorsFile file) {
    this.file = file;
  }

  @Override
  public float[] apply(String tensor) {
    float[] elements = kept.get(tensor);
    if (elements == null) {
      elements = file.floats(tensor);
      kept.put(tensor, elements);
    }
    return elements;
  }
}
