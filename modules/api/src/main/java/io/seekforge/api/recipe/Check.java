package io.seekforge.api.recipe;

import java.util.List;

/** Range checks whose message names the key and the value. */
final class Check {
  private Check() {}

  static void share(String key, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "Invalid " + key + ": " + value + " (must be between 0 and 1)");
    }
  }

  static void atLeast(String key, double value, double least) {
    if (!(value >= least)) {
      throw new IllegalArgumentException(
          "Invalid " + key + ": " + plain(value) + " (must be at least " + plain(least) + ")");
    }
  }

  /** A share of examples to measure on: too few say nothing, and most must be learned from. */
  static void heldOut(String key, double value) {
    atLeast(key, value, 0.05);
    if (value > 0.5) {
      throw new IllegalArgumentException(
          "Invalid " + key + ": " + value + " (must be at most 0.5)");
    }
  }

  static void positive(String key, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "Invalid " + key + ": " + plain(value) + " (must be above 0)");
    }
  }

  static void powerOfTwo(String key, int value, int least, int most) {
    if (Integer.bitCount(value) != 1 || value < least || value > most) {
      throw new IllegalArgumentException(
          "Invalid "
              + key
              + ": "
              + value
              + " (a power of two between "
              + least
              + " and "
              + most
              + ")");
    }
  }

  static void oneOf(String key, String value, List<String> allowed) {
    if (!allowed.contains(value)) {
      throw new IllegalArgumentException(
          "Invalid " + key + ": \"" + value + "\" (one of " + String.join(", ", allowed) + ")");
    }
  }

  static void named(String key, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException("Invalid " + key + ": empty");
    }
  }

  static void address(String key, String value) {
    if (!value.matches("https?://[^\\s]+")) {
      throw new IllegalArgumentException(
          "Invalid " + key + ": \"" + value + "\" (must be an http or https URL)");
    }
  }

  static void language(String key, String value) {
    boolean letters = value.chars().allMatch(c -> c >= 'a' && c <= 'z');
    if (!letters || value.length() < 2 || value.length() > 3) {
      throw new IllegalArgumentException(
          "Invalid " + key + ": \"" + value + "\" (a code of two or three letters, as en or zh)");
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
