package io.seekforge.text.template.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** {@code value.name}, {@code value[key]} and slices, as Jinja resolves them. */
final class Members {
  private Members() {}

  /** {@code value.name}: the method or attribute first, then the key. */
  static Object attribute(Object value, String name) {
    if (value instanceof Undefined undefined) {
      throw undefined.used();
    }
    Object method = method(value, name);
    if (method != null) {
      return method;
    }
    if (value instanceof Attributes attributes) {
      return attributes.attribute(name);
    }
    return value instanceof Map<?, ?> map && map.containsKey(name)
        ? map.get(name)
        : new Undefined(name);
  }

  /** {@code value[key]}: the element first, then the method or attribute. */
  static Object item(Object value, Object key) {
    if (value instanceof Undefined undefined) {
      throw undefined.used();
    }
    if (value instanceof Map<?, ?> map && map.containsKey(key)) {
      return map.get(key);
    }
    if (key instanceof Long index) {
      return element(value, index);
    }
    if (key instanceof String name) {
      Object method = method(value, name);
      if (method != null) {
        return method;
      }
      return value instanceof Attributes attributes
          ? attributes.attribute(name)
          : new Undefined(name);
    }
    return new Undefined(Values.text(key));
  }

  private static Object method(Object value, String name) {
    if (value instanceof String text) {
      return StringMethods.of(text, name);
    }
    if (value instanceof Map<?, ?> map) {
      return dictionaryMethod(map, name);
    }
    return value instanceof List<?> list ? listMethod(list, name) : null;
  }

  private static Object element(Object value, long index) {
    if (!(value instanceof List<?> || value instanceof String)) {
      return new Undefined(Long.toString(index));
    }
    List<Object> elements = Values.elements(value);
    long place = index < 0 ? index + elements.size() : index;
    return place < 0 || place >= elements.size()
        ? new Undefined(Long.toString(index))
        : elements.get((int) place);
  }

  /** {@code value[start:stop:step]}; null for a bound that is left out. */
  static Object slice(Object value, Object start, Object stop, Object step) {
    if (!(value instanceof List<?> || value instanceof String)) {
      throw Fault.unrenderable("cannot take a slice of " + Values.kind(value));
    }
    List<Object> elements = Values.elements(value);
    long stride = step == null ? 1 : bound(step);
    if (stride == 0) {
      throw Fault.unrenderable("a slice has the step 0");
    }
    int size = elements.size();
    long first = clip(start, stride > 0 ? 0 : size - 1L, size, stride);
    long last = clip(stop, stride > 0 ? size : -1, size, stride);
    List<Object> part = new ArrayList<>();
    for (long i = first; stride > 0 ? i < last : i > last; i += stride) {
      part.add(elements.get((int) i));
    }
    return value instanceof String ? Filters.joined(part) : part;
  }

  private static long clip(Object bound, long absent, int size, long stride) {
    if (bound == null) {
      return absent;
    }
    long place = bound(bound);
    long lowest = stride > 0 ? 0 : -1;
    long highest = stride > 0 ? size : size - 1L;
    return Math.max(lowest, Math.min(highest, place < 0 ? place + size : place));
  }

  private static long bound(Object value) {
    if (value instanceof Long whole) {
      return Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, whole));
    }
    throw Fault.unrenderable("a slice has a bound that is " + Values.kind(value));
  }

  private static Callable dictionaryMethod(Map<?, ?> map, String name) {
    return switch (name) {
      case "items" -> arguments -> items(map);
      case "keys" -> arguments -> new ArrayList<Object>(map.keySet());
      case "values" -> arguments -> new ArrayList<Object>(map.values());
      case "get" ->
          arguments -> {
            Object key = arguments.required(0, "key");
            return map.containsKey(key) ? map.get(key) : arguments.get(1, "default", null);
          };
      case "copy" -> arguments -> map;
      case "pop", "update", "setdefault", "clear", "popitem" -> refuseChange("dict." + name);
      default -> null;
    };
  }

  /** Pairs of a dictionary, each a tuple of key and value. */
  static List<Object> items(Map<?, ?> map) {
    List<Object> pairs = new ArrayList<>();
    map.forEach(
        (key, value) -> {
          pairs.add(new Tuple(Arrays.asList(key, value)));
        });
    return pairs;
  }

  private static Callable listMethod(List<?> list, String name) {
    return switch (name) {
      case "index" -> arguments -> indexOf(list, arguments.required(0, "value"));
      case "count" ->
          arguments ->
              list.stream()
                  .filter(element -> Values.equal(element, arguments.required(0, "value")))
                  .count();
      case "copy" -> arguments -> list;
      case "append", "extend", "insert", "pop", "remove", "reverse", "sort", "clear" ->
          refuseChange("list." + name);
      default -> null;
    };
  }

  private static Object indexOf(List<?> list, Object wanted) {
    for (int i = 0; i < list.size(); i++) {
      if (Values.equal(list.get(i), wanted)) {
        return (long) i;
      }
    }
    throw Fault.unrenderable("a list does not hold " + Values.repr(wanted));
  }

  /** The sandbox of transformers refuses these, too. */
  private static Callable refuseChange(String method) {
    return arguments -> {
      throw Fault.unrenderable(method + " changes a value, which templates must not do");
    };
  }
}
