package io.seekforge.text.template.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Python's {@code json.dumps}, as the {@code tojson} filter of transformers calls it. */
final class JsonText {
  private final String itemSeparator;
  private final String keySeparator;
  private final String indent;
  private final boolean ascii;
  private final boolean sortKeys;
  private final StringBuilder out = new StringBuilder();

  private JsonText(Arguments arguments) {
    Object width = arguments.get(1, "indent", null);
    indent = width == null ? null : width instanceof String s ? s : " ".repeat(width(width));
    Object separators = arguments.get(2, "separators", null);
    ascii = arguments.flag(0, "ensure_ascii", false);
    sortKeys = arguments.flag(3, "sort_keys", false);
    if (separators instanceof List<?> pair && pair.size() == 2) {
      itemSeparator = Values.text(pair.get(0));
      keySeparator = Values.text(pair.get(1));
    } else {
      itemSeparator = indent == null ? ", " : ",";
      keySeparator = ": ";
    }
  }

  /** {@code value|tojson(ensure_ascii=False, indent=None, separators=None, sort_keys=False)}. */
  static String of(Object value, Arguments arguments) {
    JsonText json = new JsonText(arguments);
    json.write(value, "\n");
    return Run.bounded(json.out.toString());
  }

  private static int width(Object value) {
    long width = value instanceof Long whole ? whole : 0;
    return (int) Math.max(0, Math.min(width, 80));
  }

  private void write(Object value, String newline) {
    if (value == null) {
      out.append("null");
    } else if (value instanceof Boolean || value instanceof Long) {
      out.append(value);
    } else if (value instanceof Double real) {
      out.append(real.isNaN() ? "NaN" : real.isInfinite() ? infinity(real) : Numbers.text(real));
    } else if (value instanceof String text) {
      string(text);
    } else if (value instanceof List<?> list) {
      list(list, newline);
    } else if (value instanceof Map<?, ?> map) {
      map(sortKeys ? new TreeMap<>(map) : map, newline);
    } else {
      throw Fault.unrenderable("cannot write " + Values.kind(value) + " as JSON");
    }
  }

  private static String infinity(double value) {
    return value > 0 ? "Infinity" : "-Infinity";
  }

  private void list(List<?> list, String newline) {
    List<Runnable> parts = new ArrayList<>();
    String inner = indent == null ? newline : newline + indent;
    list.forEach(element -> parts.add(() -> write(element, inner)));
    container('[', parts, ']', newline, inner);
  }

  private void map(Map<?, ?> map, String newline) {
    List<Runnable> parts = new ArrayList<>();
    String inner = indent == null ? newline : newline + indent;
    map.forEach(
        (key, value) ->
            parts.add(
                () -> {
                  string(key instanceof String text ? text : Values.text(key));
                  out.append(keySeparator);
                  write(value, inner);
                }));
    container('{', parts, '}', newline, inner);
  }

  private void container(
      char open, List<Runnable> parts, char close, String newline, String inner) {
    out.append(open);
    for (int i = 0; i < parts.size(); i++) {
      out.append(i == 0 ? "" : itemSeparator).append(indent == null ? "" : inner);
      parts.get(i).run();
    }
    out.append(indent == null || parts.isEmpty() ? "" : newline).append(close);
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < 0x20 || (ascii && c > 0x7E)) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
