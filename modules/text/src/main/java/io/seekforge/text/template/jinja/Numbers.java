package io.seekforge.text.template.jinja;

import java.math.BigDecimal;

/** Arithmetic as Python does it, with 64-bit integers: beyond them is an error. */
final class Numbers {
  private Numbers() {}

  static boolean isNumber(Object value) {
    return value instanceof Long || value instanceof Double || value instanceof Boolean;
  }

  static long whole(Object value) {
    return value instanceof Boolean flag ? (flag ? 1 : 0) : (Long) value;
  }

  static double real(Object value) {
    return value instanceof Double real ? real : whole(value);
  }

  private static boolean bothWhole(Object left, Object right) {
    return !(left instanceof Double) && !(right instanceof Double);
  }

  /** Applies an operator to two numbers. */
  static Object compute(String operator, Object left, Object right) {
    try {
      return bothWhole(left, right)
          ? whole(operator, whole(left), whole(right))
          : real(operator, real(left), real(right));
    } catch (ArithmeticException e) {
      throw Fault.unrenderable(
          Values.text(left) + " " + operator + " " + Values.text(right) + " has no value here");
    }
  }

  private static Object whole(String operator, long left, long right) {
    return switch (operator) {
      case "+" -> Math.addExact(left, right);
      case "-" -> Math.subtractExact(left, right);
      case "*" -> Math.multiplyExact(left, right);
      case "//" -> Math.floorDiv(left, right);
      case "%" -> Math.floorMod(left, right);
      case "/" -> quotient(left, right);
      case "**" -> right < 0 ? (Object) Math.pow(left, right) : (Object) power(left, right);
      default -> throw new IllegalArgumentException(operator);
    };
  }

  private static Object real(String operator, double left, double right) {
    return switch (operator) {
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "//" -> Math.floor(quotient(left, right));
      case "%" -> left - Math.floor(quotient(left, right)) * right;
      case "/" -> quotient(left, right);
      case "**" -> Math.pow(left, right);
      default -> throw new IllegalArgumentException(operator);
    };
  }

  private static double quotient(double left, double right) {
    if (right == 0) {
      throw new ArithmeticException("division by zero");
    }
    return left / right;
  }

  private static long power(long base, long exponent) {
    long result = 1;
    for (long i = 0; i < exponent; i++) {
      result = Math.multiplyExact(result, base);
      if (i > 64 && (base == 1 || base == 0 || base == -1)) {
        return base == -1 && exponent % 2 != 0 ? -1 : base * base;
      }
    }
    return result;
  }

  static int compare(Object left, Object right) {
    return bothWhole(left, right)
        ? Long.compare(whole(left), whole(right))
        : Double.compare(real(left), real(right));
  }

  /** Python's repr of a float. */
  static String text(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e16)) {
      return scientific(value);
    }
    String plain = new BigDecimal(Double.toString(value)).toPlainString();
    return plain.contains(".") ? plain : plain + ".0";
  }

  private static String scientific(double value) {
    String[] parts = Double.toString(value).split("E");
    String mantissa = parts[0].endsWith(".0") ? parts[0].replace(".0", "") : parts[0];
    int exponent = Integer.parseInt(parts[1]);
    String digits = Math.abs(exponent) < 10 ? "0" + Math.abs(exponent) : "" + Math.abs(exponent);
    return mantissa + "e" + (exponent < 0 ? "-" : "+") + digits;
  }
}
