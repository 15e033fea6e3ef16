package io.seekforge.text.template.jinja;

import java.util.LinkedHashMap;
import java.util.Map;

/** The object of {@code namespace()}, the one value a template may change. */
final class Namespace implements Attributes {
  private final Map<String, Object> values;

  Namespace(Map<String, Object> values) {
    this.values = new LinkedHashMap<>(values);
  }

  @Override
  public Object attribute(String name) {
    return values.containsKey(name) ? values.get(name) : new Undefined(name);
  }

  void set(String name, Object value) {
    values.put(name, value);
  }
}
