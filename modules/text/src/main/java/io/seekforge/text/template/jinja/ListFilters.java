package io.seekforge.text.template.jinja;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** Filters over lists, dictionaries and strings. */
final class ListFilters {
  private ListFilters() {}

  static void addTo(Map<String, Filters.Filter> filters) {
    filters.put("length", (value, arguments) -> Values.length(value));
    filters.put("count", (value, arguments) -> Values.length(value));
    filters.put("list", (value, arguments) -> Values.elements(value));
    filters.put("first", (value, arguments) -> first(Values.elements(value)));
    filters.put("last", (value, arguments) -> first(Filters.reversed(Values.elements(value))));
    filters.put("join", ListFilters::join);
    filters.put("items", (value, arguments) -> items(value));
    filters.put("dictsort", ListFilters::sortedItems);
    filters.put("reverse", (value, arguments) -> reverse(value));
    filters.put("sort", ListFilters::sort);
    filters.put("unique", ListFilters::unique);
    filters.put("min", (value, arguments) -> extreme(value, arguments, 1));
    filters.put("max", (value, arguments) -> extreme(value, arguments, -1));
    filters.put("sum", ListFilters::sum);
    filters.put("map", ListFilters::map);
    filters.put("select", (value, arguments) -> select(value, test(arguments)));
    filters.put("reject", (value, arguments) -> select(value, test(arguments).negate()));
    filters.put("selectattr", (value, arguments) -> select(value, attributeTest(arguments)));
    filters.put(
        "rejectattr", (value, arguments) -> select(value, attributeTest(arguments).negate()));
  }

  private static Object first(List<Object> elements) {
    return elements.isEmpty() ? new Undefined("first element") : elements.get(0);
  }

  private static Object join(Object value, Arguments arguments) {
    String separator = Values.text(arguments.get(0, "d", ""));
    Function<Object, Object> attribute = attribute(arguments.get(1, "attribute", null));
    StringBuilder text = new StringBuilder();
    String before = "";
    for (Object element : Values.elements(value)) {
      text.append(before).append(Values.text(attribute.apply(element)));
      before = separator;
    }
    return Run.bounded(text.toString());
  }

  private static Object items(Object value) {
    if (value instanceof Undefined) {
      return List.of();
    }
    if (value instanceof Map<?, ?> map) {
      return Members.items(map);
    }
    throw Fault.unrenderable("items needs a dictionary, not " + Values.kind(value));
  }

  private static Object sortedItems(Object value, Arguments arguments) {
    if (!(value instanceof Map<?, ?> map)) {
      throw Fault.unrenderable("dictsort needs a dictionary, not " + Values.kind(value));
    }
    int place = Values.text(arguments.get(1, "by", "key")).equals("value") ? 1 : 0;
    boolean exact = arguments.flag(0, "case_sensitive", false);
    Comparator<Object> order = order(pair -> ((List<?>) pair).get(place), exact);
    List<Object> pairs = Members.items(map);
    pairs.sort(arguments.flag(2, "reverse", false) ? order.reversed() : order);
    return pairs;
  }

  private static Object reverse(Object value) {
    List<Object> elements = Filters.reversed(Values.elements(value));
    return value instanceof String ? Filters.joined(elements) : elements;
  }

  private static Object sort(Object value, Arguments arguments) {
    Comparator<Object> order =
        order(
            attribute(arguments.get(2, "attribute", null)),
            arguments.flag(1, "case_sensitive", false));
    List<Object> elements = Values.elements(value);
    elements.sort(arguments.flag(0, "reverse", false) ? order.reversed() : order);
    return elements;
  }

  private static Comparator<Object> order(Function<Object, Object> key, boolean exact) {
    return (left, right) ->
        Values.compare(folded(key.apply(left), exact), folded(key.apply(right), exact));
  }

  private static Object folded(Object value, boolean exact) {
    return value instanceof String text && !exact ? text.toLowerCase(Locale.ROOT) : value;
  }

  private static Object unique(Object value, Arguments arguments) {
    boolean exact = arguments.flag(0, "case_sensitive", false);
    Function<Object, Object> attribute = attribute(arguments.get(1, "attribute", null));
    List<Object> seen = new ArrayList<>();
    List<Object> kept = new ArrayList<>();
    for (Object element : Values.elements(value)) {
      Object key = folded(attribute.apply(element), exact);
      if (seen.stream().noneMatch(other -> Values.equal(other, key))) {
        seen.add(key);
        kept.add(element);
      }
    }
    return kept;
  }

  private static Object extreme(Object value, Arguments arguments, int sign) {
    Comparator<Object> order =
        order(
            attribute(arguments.get(1, "attribute", null)),
            arguments.flag(0, "case_sensitive", false));
    Object best = new Undefined("element of an empty list");
    for (Object element : Values.elements(value)) {
      if (best instanceof Undefined || sign * order.compare(element, best) < 0) {
        best = element;
      }
    }
    return best;
  }

  private static Object sum(Object value, Arguments arguments) {
    Function<Object, Object> attribute = attribute(arguments.get(0, "attribute", null));
    Object total = arguments.get(1, "start", 0L);
    for (Object element : Values.elements(value)) {
      total = Operators.apply("+", total, attribute.apply(element));
    }
    return total;
  }

  private static Object map(Object value, Arguments arguments) {
    Function<Object, Object> change =
        arguments.named().containsKey("attribute")
            ? attribute(arguments.named().get("attribute"))
            : filter(arguments);
    Object absent = arguments.named().get("default");
    List<Object> changed = new ArrayList<>();
    for (Object element : Values.elements(value)) {
      Object result = change.apply(element);
      changed.add(result instanceof Undefined && absent != null ? absent : result);
    }
    return changed;
  }

  private static Function<Object, Object> filter(Arguments arguments) {
    String name = arguments.text(0, "filter");
    Filters.Filter filter = Filters.of(name);
    if (filter == null) {
      throw Fault.unrenderable("the filter \"" + name + "\" is not supported");
    }
    return element -> filter.apply(element, arguments.rest());
  }

  private static Object select(Object value, Predicate<Object> test) {
    List<Object> chosen = new ArrayList<>();
    for (Object element : Values.elements(value)) {
      if (test.test(element)) {
        chosen.add(element);
      }
    }
    return chosen;
  }

  private static Predicate<Object> test(Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      return Values::truth;
    }
    String name = arguments.text(0, "test");
    Tests.Test test = Tests.of(name);
    if (test == null) {
      throw Fault.unrenderable("the test \"" + name + "\" is not supported");
    }
    return element -> test.holds(element, arguments.rest());
  }

  private static Predicate<Object> attributeTest(Arguments arguments) {
    Function<Object, Object> attribute = attribute(arguments.required(0, "attribute"));
    Predicate<Object> test = test(arguments.rest());
    return element -> test.test(attribute.apply(element));
  }

  /** Follows a path of keys ({@code function.name}); null stays at the element. */
  private static Function<Object, Object> attribute(Object path) {
    if (path == null) {
      return element -> element;
    }
    if (path instanceof Long) {
      return element -> Members.item(element, path);
    }
    return element -> {
      Object value = element;
      for (String step : Values.text(path).split("\\.")) {
        boolean place = !step.isEmpty() && step.chars().allMatch(Character::isDigit);
        value = Members.item(value, place ? (Object) Long.parseLong(step) : step);
      }
      return value;
    };
  }
}
