package io.seekforge.text.template.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What may stand behind {@code is}. */
final class Tests {
  /** One test. */
  @FunctionalInterface
  interface Test {
    boolean holds(Object value, Arguments arguments);
  }

  private static final Map<String, Test> BY_NAME = byName();

  private Tests() {}

  /** The test of that name; null if there is none. */
  static Test of(String name) {
    return BY_NAME.get(name);
  }

  private static Map<String, Test> byName() {
    Map<String, Test> tests = new TreeMap<>();
    tests.put("defined", (value, arguments) -> !(value instanceof Undefined));
    tests.put("undefined", (value, arguments) -> value instanceof Undefined);
    tests.put("none", (value, arguments) -> value == null);
    tests.put("boolean", (value, arguments) -> value instanceof Boolean);
    tests.put("true", (value, arguments) -> Boolean.TRUE.equals(value));
    tests.put("false", (value, arguments) -> Boolean.FALSE.equals(value));
    tests.put("integer", (value, arguments) -> value instanceof Long);
    tests.put("float", (value, arguments) -> value instanceof Double);
    tests.put("number", (value, arguments) -> Numbers.isNumber(value));
    tests.put("string", (value, arguments) -> value instanceof String);
    tests.put("mapping", (value, arguments) -> value instanceof Map<?, ?>);
    tests.put("sequence", (value, arguments) -> isIterable(value));
    tests.put("iterable", (value, arguments) -> isIterable(value));
    tests.put("callable", (value, arguments) -> value instanceof Callable);
    tests.put("odd", (value, arguments) -> remainder(value, 2) == 1);
    tests.put("even", (value, arguments) -> remainder(value, 2) == 0);
    tests.put(
        "divisibleby", (value, arguments) -> remainder(value, arguments.whole(0, "num", 1)) == 0);
    tests.put("in", (value, arguments) -> Values.contains(arguments.required(0, "seq"), value));
    tests.put("sameas", (value, arguments) -> value == arguments.required(0, "other"));
    tests.put("lower", (value, arguments) -> isCased(value, false));
    tests.put("upper", (value, arguments) -> isCased(value, true));
    comparisons(tests);
    return Map.copyOf(tests);
  }

  private static void comparisons(Map<String, Test> tests) {
    Test equal = (value, arguments) -> Values.equal(value, arguments.required(0, "other"));
    Test differs = (value, arguments) -> !equal.holds(value, arguments);
    Test less = (value, arguments) -> order(value, arguments) < 0;
    Test lessOrEqual = (value, arguments) -> order(value, arguments) <= 0;
    Test greater = (value, arguments) -> order(value, arguments) > 0;
    Test greaterOrEqual = (value, arguments) -> order(value, arguments) >= 0;
    List.of("==", "eq", "equalto").forEach(name -> tests.put(name, equal));
    List.of("!=", "ne").forEach(name -> tests.put(name, differs));
    List.of("<", "lt", "lessthan").forEach(name -> tests.put(name, less));
    List.of("<=", "le").forEach(name -> tests.put(name, lessOrEqual));
    List.of(">", "gt", "greaterthan").forEach(name -> tests.put(name, greater));
    List.of(">=", "ge").forEach(name -> tests.put(name, greaterOrEqual));
  }

  private static int order(Object value, Arguments arguments) {
    return Values.compare(value, arguments.required(0, "other"));
  }

  private static boolean isIterable(Object value) {
    return value instanceof List<?>
        || value instanceof Map<?, ?>
        || value instanceof String
        || value instanceof Undefined;
  }

  private static long remainder(Object value, long divisor) {
    if (value instanceof Long whole && divisor != 0) {
      return Math.floorMod(whole, divisor);
    }
    throw Fault.unrenderable("cannot divide " + Values.kind(value) + " by " + divisor);
  }

  private static boolean isCased(Object value, boolean upper) {
    String text = Values.text(value);
    String same = upper ? text.toUpperCase(Locale.ROOT) : text.toLowerCase(Locale.ROOT);
    String other = upper ? text.toLowerCase(Locale.ROOT) : text.toUpperCase(Locale.ROOT);
    return text.equals(same) && !text.equals(other);
  }
}
