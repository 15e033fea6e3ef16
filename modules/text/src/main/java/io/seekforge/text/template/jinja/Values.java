package io.seekforge.text.template.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What Python does with values: truth, equality, order, text, members. */
final class Values {
  private Values() {}

  static boolean truth(Object value) {
    if (value == null || value instanceof Undefined) {
      return false;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    if (Numbers.isNumber(value)) {
      return Numbers.real(value) != 0;
    }
    if (value instanceof String text) {
      return !text.isEmpty();
    }
    if (value instanceof List<?> list) {
      return !list.isEmpty();
    }
    return !(value instanceof Map<?, ?> map) || !map.isEmpty();
  }

  static boolean equal(Object left, Object right) {
    if (left instanceof Undefined || right instanceof Undefined) {
      return left instanceof Undefined && right instanceof Undefined;
    }
    if (left == null || right == null) {
      return left == right;
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return Numbers.compare(left, right) == 0;
    }
    if (left instanceof List<?> some && right instanceof List<?> others) {
      return equalLists(some, others);
    }
    if (left instanceof Map<?, ?> some && right instanceof Map<?, ?> others) {
      return some.size() == others.size()
          && some.keySet().stream()
              .allMatch(key -> others.containsKey(key) && equal(some.get(key), others.get(key)));
    }
    return left.equals(right);
  }

  private static boolean equalLists(List<?> some, List<?> others) {
    if (some.size() != others.size() || some instanceof Tuple != others instanceof Tuple) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      if (!equal(some.get(i), others.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Order of numbers, strings (by code point) and lists. */
  static int compare(Object left, Object right) {
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return Numbers.compare(left, right);
    }
    if (left instanceof String some && right instanceof String other) {
      return compareText(some, other);
    }
    if (left instanceof List<?> some && right instanceof List<?> others) {
      for (int i = 0; i < Math.min(some.size(), others.size()); i++) {
        if (!equal(some.get(i), others.get(i))) {
          return compare(some.get(i), others.get(i));
        }
      }
      return Integer.compare(some.size(), others.size());
    }
    throw Fault.unrenderable("cannot compare " + kind(left) + " with " + kind(right));
  }

  private static int compareText(String some, String other) {
    int[] left = some.codePoints().toArray();
    int[] right = other.codePoints().toArray();
    return Arrays.compare(left, right);
  }

  static boolean contains(Object container, Object member) {
    if (container instanceof String text) {
      if (member instanceof String part) {
        return text.contains(part);
      }
      throw Fault.unrenderable("cannot look for " + kind(member) + " in a string");
    }
    if (container instanceof Map<?, ?> map) {
      return map.containsKey(member);
    }
    return elements(container).stream().anyMatch(element -> equal(element, member));
  }

  /** What a loop over the value sees: elements of a list, keys of a dictionary, characters. */
  static List<Object> elements(Object value) {
    if (value instanceof List<?> list) {
      return new ArrayList<>(list);
    }
    if (value instanceof Map<?, ?> map) {
      return new ArrayList<>(map.keySet());
    }
    if (value instanceof String text) {
      return text.codePoints().mapToObj(Character::toString).collect(Collectors.toList());
    }
    if (value instanceof Undefined) {
      return new ArrayList<>();
    }
    throw Fault.unrenderable("cannot loop over " + kind(value));
  }

  static long length(Object value) {
    if (value instanceof String text) {
      return text.codePointCount(0, text.length());
    }
    return elements(value).size();
  }

  /** Python's {@code str}. */
  static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    return value instanceof Undefined ? "" : repr(value);
  }

  /** Python's {@code repr}. */
  static String repr(Object value) {
    if (value == null) {
      return "None";
    }
    if (value instanceof Boolean flag) {
      return flag ? "True" : "False";
    }
    if (value instanceof Double real) {
      return Numbers.text(real);
    }
    if (value instanceof String text) {
      return quoted(text);
    }
    if (value instanceof Tuple tuple) {
      String inner = tuple.stream().map(Values::repr).collect(Collectors.joining(", "));
      return "(" + inner + (tuple.size() == 1 ? ",)" : ")");
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Values::repr).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> repr(entry.getKey()) + ": " + repr(entry.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return value instanceof Long ? value.toString() : value instanceof Undefined ? "Undefined" : "";
  }

  private static String quoted(String text) {
    char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
    StringBuilder result = new StringBuilder().append(quote);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> result.append("\\n");
        case '\r' -> result.append("\\r");
        case '\t' -> result.append("\\t");
        case '\\' -> result.append("\\\\");
        default -> {
          if (c == quote) {
            result.append('\\').append(c);
          } else if (c < 0x20 || (c >= 0x7F && c < 0xA0)) {
            result.append(String.format("\\x%02x", (int) c));
          } else {
            result.append(c);
          }
        }
      }
    }
    return result.append(quote).toString();
  }

  /** Name of a value's type, for messages. */
  static String kind(Object value) {
    if (value == null) {
      return "None";
    }
    if (value instanceof Undefined undefined) {
      return "\"" + undefined.name() + "\", which is not defined";
    }
    if (value instanceof Boolean) {
      return "a boolean";
    }
    if (Numbers.isNumber(value)) {
      return "a number";
    }
    if (value instanceof String) {
      return "a string";
    }
    if (value instanceof List<?>) {
      return "a list";
    }
    return value instanceof Map<?, ?> ? "a dictionary" : "an object";
  }
}
