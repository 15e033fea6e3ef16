package io.seekforge.cli.recipe;

import io.seekforge.cli.recipe.Yaml.Scalar;
import java.util.regex.Pattern;

/** Reads single values: text as written, YAML 1.2 numbers and booleans. */
record Scalars(Environment environment) {
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?");

  Object bind(Class<?> type, boolean isPath, String key, Scalar value) {
    if (type == String.class) {
      return isPath ? environment.substitute(value.text(), key, value.place()) : value.text();
    }
    if (type == boolean.class) {
      return bool(key, value);
    }
    if (type == int.class) {
      return (int) whole(key, value, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    if (type == long.class) {
      return whole(key, value, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    if (type == double.class) {
      return decimal(key, value);
    }
    throw new IllegalStateException("No reader for " + type + " of " + key);
  }

  private static boolean bool(String key, Scalar value) {
    return switch (value.text()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw invalid(key, value, "true or false");
    };
  }

  private static long whole(String key, Scalar value, long least, long most) {
    if (!WHOLE.matcher(value.text()).matches()) {
      throw invalid(key, value, "a whole number");
    }
    try {
      long number = Long.parseLong(value.text());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException tooLarge) {
      // falls through to the same message
    }
    throw invalid(key, value, "a whole number from " + least + " to " + most);
  }

  private static double decimal(String key, Scalar value) {
    if (!DECIMAL.matcher(value.text()).matches()) {
      throw invalid(key, value, "a number");
    }
    return Double.parseDouble(value.text());
  }

  private static RuntimeException invalid(String key, Scalar value, String expected) {
    return Yaml.error(
        value.place(), "Invalid " + key + ": \"" + value.text() + "\" (expected " + expected + ")");
  }
}
