package io.seekforge.cli.recipe;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces <code>${NAME}</code> and <code>${NAME:-default}</code> in paths. As in a shell, the
 * default also stands in for a variable that is set but empty.
 */
record Environment(Map<String, String> variables) {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");

  String substitute(String text, String key, String place) {
    Matcher reference = REFERENCE.matcher(text);
    StringBuilder result = new StringBuilder();
    while (reference.find()) {
      String value = variables.get(reference.group(1));
      if (value == null || value.isEmpty()) {
        value = reference.group(2);
      }
      if (value == null) {
        throw Yaml.error(
            place,
            "Invalid %s: the environment variable %s is not set (set it, or write ${%s:-default})"
                .formatted(key, reference.group(1), reference.group(1)));
      }
      reference.appendReplacement(result, Matcher.quoteReplacement(value));
    }
    reference.appendTail(result);
    if (REFERENCE.matcher(text).replaceAll("").contains("${")) {
      throw Yaml.error(
          place, "Invalid " + key + ": \"" + text + "\" (write ${NAME} or ${NAME:-default})");
    }
    return result.toString();
  }
}
