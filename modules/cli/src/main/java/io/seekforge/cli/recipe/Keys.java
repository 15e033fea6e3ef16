package io.seekforge.cli.recipe;

import io.seekforge.api.recipe.Key;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All keys of a recipe record.
 *
 * @param root the record
 */
record Keys(Class<? extends Record> root) {

  /**
   * One key.
   *
   * @param path the whole key; {@code []} stands for a position in a list
   * @param type string, path, integer, number, boolean, list, mapping or section
   * @param key its documentation
   */
  record Entry(String path, String type, Key key) {
    /** The default as YAML would write it, or "required". */
    String fallback() {
      if (key.def().equals(Key.REQUIRED)) {
        return "required";
      }
      return switch (type) {
        case "section" -> "its defaults";
        case "list of strings", "list of sections" -> key.def().isEmpty() ? "[]" : key.def();
        case "mapping" -> key.def().isEmpty() ? "{}" : key.def();
        default -> key.def().isEmpty() ? "\"\"" : key.def();
      };
    }

    private boolean hasName(String name) {
      return path.endsWith("." + name) || path.equals(name);
    }
  }

  /** Every key, sections before what stands in them. */
  List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    add("", root, entries);
    return entries;
  }

  /** Where a key stands that was looked for in the wrong section, if it stands once. */
  Optional<String> elsewhere(String name) {
    List<String> found =
        entries().stream().filter(entry -> entry.hasName(name)).map(Entry::path).toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  private static void add(String prefix, Class<?> type, List<Entry> entries) {
    for (RecordComponent component : type.getRecordComponents()) {
      String path = prefix + Names.kebab(component.getName());
      Key key = component.getAnnotation(Key.class);
      entries.add(new Entry(path, type(component, key), key));
      if (component.getType().isRecord()) {
        add(path + ".", component.getType(), entries);
      } else if (component.getType() == List.class && element(component).isRecord()) {
        add(path + "[].", element(component), entries);
      }
    }
  }

  private static String type(RecordComponent component, Key key) {
    Class<?> type = component.getType();
    if (type == String.class) {
      return key.path() ? "path" : "string";
    }
    if (type == List.class) {
      return element(component).isRecord() ? "list of sections" : "list of strings";
    }
    if (type.isRecord()) {
      return "section";
    }
    if (type == boolean.class) {
      return "boolean";
    }
    return type == double.class
        ? "number"
        : type == int.class || type == long.class ? "integer" : "mapping";
  }

  private static Class<?> element(RecordComponent component) {
    ParameterizedType list = (ParameterizedType) component.getGenericType();
    return (Class<?>) list.getActualTypeArguments()[0];
  }
}
