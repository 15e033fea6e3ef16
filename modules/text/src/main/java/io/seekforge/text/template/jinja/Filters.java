package io.seekforge.text.template.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What may stand behind {@code |}, for single values; for lists see {@link ListFilters}. */
final class Filters {
  /** One filter. */
  @FunctionalInterface
  interface Filter {
    Object apply(Object value, Arguments arguments);
  }

  private static final Pattern WORD_BREAK = Pattern.compile("([-\\s({\\[<]+)");
  private static final Map<String, Filter> BY_NAME = byName();

  private Filters() {}

  /** The filter of that name; null if there is none. */
  static Filter of(String name) {
    return BY_NAME.get(name);
  }

  private static Map<String, Filter> byName() {
    Map<String, Filter> filters = new TreeMap<>();
    texts(filters);
    numbers(filters);
    filters.put("default", Filters::orDefault);
    filters.put("d", Filters::orDefault);
    filters.put("tojson", JsonText::of);
    filters.put("safe", (value, arguments) -> value);
    ListFilters.addTo(filters);
    return Map.copyOf(filters);
  }

  private static void texts(Map<String, Filter> filters) {
    filters.put("string", (value, arguments) -> Values.text(value));
    filters.put("upper", (value, arguments) -> Values.text(value).toUpperCase(Locale.ROOT));
    filters.put("lower", (value, arguments) -> Values.text(value).toLowerCase(Locale.ROOT));
    filters.put("capitalize", (value, arguments) -> StringMethods.capitalize(Values.text(value)));
    filters.put("title", (value, arguments) -> title(Values.text(value)));
    filters.put(
        "trim",
        (value, arguments) ->
            StringMethods.strip(Values.text(value), arguments.get(0, "chars", null), true, true));
    filters.put(
        "replace",
        (value, arguments) ->
            StringMethods.replace(
                Values.text(value),
                Values.text(arguments.required(0, "old")),
                Values.text(arguments.required(1, "new")),
                arguments.get(2, "count", null) == null ? -1 : arguments.whole(2, "count", -1)));
    filters.put("indent", (value, arguments) -> indent(Values.text(value), arguments));
    filters.put("escape", (value, arguments) -> escape(Values.text(value)));
    filters.put("e", (value, arguments) -> escape(Values.text(value)));
  }

  private static void numbers(Map<String, Filter> filters) {
    filters.put("abs", (value, arguments) -> absolute(value));
    filters.put("int", Filters::whole);
    filters.put("float", Filters::real);
    filters.put("round", Filters::round);
  }

  private static Object orDefault(Object value, Arguments arguments) {
    boolean missing =
        arguments.flag(1, "boolean", false) ? !Values.truth(value) : value instanceof Undefined;
    return missing ? arguments.get(0, "default_value", "") : value;
  }

  private static String title(String text) {
    StringBuilder result = new StringBuilder();
    Matcher breaks = WORD_BREAK.matcher(text);
    int from = 0;
    while (breaks.find()) {
      result.append(StringMethods.capitalize(text.substring(from, breaks.start())));
      result.append(breaks.group());
      from = breaks.end();
    }
    return result.append(StringMethods.capitalize(text.substring(from))).toString();
  }

  private static String indent(String text, Arguments arguments) {
    Object width = arguments.get(0, "width", 4L);
    String space =
        width instanceof String given
            ? given
            : " ".repeat((int) Math.max(0, Math.min(80, arguments.whole(0, "width", 4))));
    boolean blank = arguments.flag(2, "blank", false);
    String[] lines = text.split("\n", -1);
    StringBuilder result = new StringBuilder(arguments.flag(1, "first", false) ? space : "");
    result.append(lines[0]);
    for (int i = 1; i < lines.length; i++) {
      result.append('\n').append(blank || !lines[i].isEmpty() ? space : "").append(lines[i]);
    }
    return Run.bounded(result.toString());
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&#39;")
        .replace("\"", "&#34;");
  }

  private static Object absolute(Object value) {
    if (value instanceof Long whole) {
      return Math.abs(whole);
    }
    if (value instanceof Double real) {
      return Math.abs(real);
    }
    throw Fault.unrenderable("abs needs a number, not " + Values.kind(value));
  }

  private static Object whole(Object value, Arguments arguments) {
    if (Numbers.isNumber(value)) {
      return value instanceof Double real ? (Object) real.longValue() : Numbers.whole(value);
    }
    try {
      String text = PythonSpace.stripLeft(PythonSpace.stripRight(Values.text(value)));
      return new BigDecimal(text).longValue();
    } catch (NumberFormatException e) {
      return arguments.get(0, "default", 0L);
    }
  }

  private static Object real(Object value, Arguments arguments) {
    if (Numbers.isNumber(value)) {
      return Numbers.real(value);
    }
    try {
      return new BigDecimal(Values.text(value).trim()).doubleValue();
    } catch (NumberFormatException e) {
      return arguments.get(0, "default", 0.0);
    }
  }

  private static Object round(Object value, Arguments arguments) {
    if (!Numbers.isNumber(value)) {
      throw Fault.unrenderable("round needs a number, not " + Values.kind(value));
    }
    String method = Values.text(arguments.get(1, "method", "common"));
    RoundingMode mode =
        switch (method) {
          case "common" -> RoundingMode.HALF_EVEN;
          case "ceil" -> RoundingMode.CEILING;
          case "floor" -> RoundingMode.FLOOR;
          default -> throw Fault.unrenderable("round has no method \"" + method + "\"");
        };
    int digits = (int) Math.max(-20, Math.min(20, arguments.whole(0, "precision", 0)));
    if (!(value instanceof Double) && mode == RoundingMode.HALF_EVEN) {
      return value;
    }
    return new BigDecimal(Numbers.real(value)).setScale(digits, mode).doubleValue();
  }

  /** Elements as one string. */
  static String joined(List<?> elements) {
    StringBuilder text = new StringBuilder();
    elements.forEach(element -> text.append(Values.text(element)));
    return Run.bounded(text.toString());
  }

  static List<Object> reversed(List<Object> elements) {
    List<Object> copy = new ArrayList<>(elements);
    Collections.reverse(copy);
    return copy;
  }
}
