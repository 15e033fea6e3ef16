package io.seekforge.text.template.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Operators between two values. */
final class Operators {
  private Operators() {}

  static Object apply(String operator, Object left, Object right) {
    if (left instanceof Undefined undefined) {
      throw undefined.used();
    }
    if (right instanceof Undefined undefined) {
      throw undefined.used();
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return Numbers.compute(operator, left, right);
    }
    if (operator.equals("+") && left instanceof String some && right instanceof String other) {
      return Run.bounded(some + other);
    }
    if (operator.equals("+") && left instanceof List<?> some && right instanceof List<?> others) {
      List<Object> both = new ArrayList<>(some);
      both.addAll(others);
      return Run.bounded(both);
    }
    if (operator.equals("*") && right instanceof Long times) {
      return repeat(left, times);
    }
    if (operator.equals("*") && left instanceof Long times) {
      return repeat(right, times);
    }
    throw Fault.unrenderable(
        "cannot compute " + Values.kind(left) + " " + operator + " " + Values.kind(right));
  }

  private static Object repeat(Object value, long times) {
    long count = Math.max(0, times);
    if (Numbers.isNumber(value) || !(value instanceof String || value instanceof List<?>)) {
      throw Fault.unrenderable("cannot repeat " + Values.kind(value));
    }
    Run.requireRoom(Math.multiplyExact(Math.min(count, Integer.MAX_VALUE), Values.length(value)));
    if (value instanceof String text) {
      return text.isEmpty() ? "" : text.repeat((int) count);
    }
    List<Object> result = new ArrayList<>();
    List<?> list = (List<?>) value;
    Collections.nCopies(list.isEmpty() ? 0 : (int) count, list).forEach(result::addAll);
    return result;
  }

  static boolean compare(String operator, Object left, Object right) {
    return switch (operator) {
      case "==" -> Values.equal(left, right);
      case "!=" -> !Values.equal(left, right);
      case "<" -> Values.compare(left, right) < 0;
      case "<=" -> Values.compare(left, right) <= 0;
      case ">" -> Values.compare(left, right) > 0;
      case ">=" -> Values.compare(left, right) >= 0;
      case "in" -> Values.contains(right, left);
      case "not in" -> !Values.contains(right, left);
      default -> throw new IllegalArgumentException(operator);
    };
  }
}
