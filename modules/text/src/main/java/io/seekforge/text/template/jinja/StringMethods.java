package io.seekforge.text.template.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/** Methods of Python's {@code str}. */
final class StringMethods {
  private StringMethods() {}

  /** The method bound to a string; null if there is none of that name. */
  static Callable of(String text, String name) {
    return switch (name) {
      case "upper" -> arguments -> text.toUpperCase(Locale.ROOT);
      case "lower", "casefold" -> arguments -> text.toLowerCase(Locale.ROOT);
      case "capitalize" -> arguments -> capitalize(text);
      case "title" -> arguments -> title(text);
      case "strip" -> arguments -> strip(text, arguments.get(0, "chars", null), true, true);
      case "lstrip" -> arguments -> strip(text, arguments.get(0, "chars", null), true, false);
      case "rstrip" -> arguments -> strip(text, arguments.get(0, "chars", null), false, true);
      case "split" -> arguments -> split(text, arguments);
      case "rsplit" -> arguments -> splitFromRight(text, arguments);
      case "splitlines" -> arguments -> lines(text);
      case "startswith" -> arguments -> startsWith(text, arguments.required(0, "prefix"));
      case "endswith" -> arguments -> endsWith(text, arguments.required(0, "suffix"));
      case "removeprefix" -> arguments -> withoutPrefix(text, arguments.text(0, "prefix"));
      case "removesuffix" -> arguments -> withoutSuffix(text, arguments.text(0, "suffix"));
      case "replace" ->
          arguments ->
              replace(
                  text,
                  arguments.text(0, "old"),
                  arguments.text(1, "new"),
                  arguments.whole(2, "count", -1));
      case "find" -> arguments -> place(text, text.indexOf(arguments.text(0, "sub")));
      case "rfind" -> arguments -> place(text, text.lastIndexOf(arguments.text(0, "sub")));
      case "count" -> arguments -> count(text, arguments.text(0, "sub"));
      case "join" -> arguments -> join(text, arguments.required(0, "iterable"));
      case "partition" -> arguments -> partition(text, arguments.text(0, "sep"));
      case "isdigit", "isnumeric", "isdecimal" -> arguments -> all(text, Character::isDigit);
      case "isalpha" -> arguments -> all(text, Character::isLetter);
      case "isalnum" -> arguments -> all(text, Character::isLetterOrDigit);
      case "isspace" -> arguments -> all(text, PythonSpace::isSpace);
      case "isupper" -> arguments -> !text.equals(text.toLowerCase(Locale.ROOT)) && isUpper(text);
      case "islower" -> arguments -> !text.equals(text.toUpperCase(Locale.ROOT)) && isLower(text);
      default -> null;
    };
  }

  private static boolean isUpper(String text) {
    return text.equals(text.toUpperCase(Locale.ROOT));
  }

  private static boolean isLower(String text) {
    return text.equals(text.toLowerCase(Locale.ROOT));
  }

  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.offsetByCodePoints(0, 1);
    return text.substring(0, first).toUpperCase(Locale.ROOT)
        + text.substring(first).toLowerCase(Locale.ROOT);
  }

  private static String title(String text) {
    StringBuilder result = new StringBuilder();
    boolean inWord = false;
    for (int c : text.codePoints().toArray()) {
      String letter = Character.toString(c);
      result.append(inWord ? letter.toLowerCase(Locale.ROOT) : letter.toUpperCase(Locale.ROOT));
      inWord = Character.isLetter(c);
    }
    return result.toString();
  }

  /** {@code strip(chars)}; null takes white space. */
  static String strip(String text, Object chars, boolean left, boolean right) {
    if (chars == null) {
      String start = left ? PythonSpace.stripLeft(text) : text;
      return right ? PythonSpace.stripRight(start) : start;
    }
    String set = Values.text(chars);
    int start = 0;
    int end = text.length();
    while (left && start < end && set.indexOf(text.charAt(start)) >= 0) {
      start++;
    }
    while (right && end > start && set.indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return text.substring(start, end);
  }

  private static List<Object> split(String text, Arguments arguments) {
    Object separator = arguments.get(0, "sep", null);
    long most = arguments.whole(1, "maxsplit", -1);
    return separator == null ? splitAtSpace(text, most) : splitAt(text, separator(separator), most);
  }

  private static String separator(Object value) {
    if (value instanceof String text && !text.isEmpty()) {
      return text;
    }
    throw Fault.unrenderable("split needs a separator that is not empty");
  }

  private static List<Object> splitAt(String text, String separator, long most) {
    List<Object> parts = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf(separator);
        at >= 0 && (most < 0 || parts.size() < most);
        at = text.indexOf(separator, from)) {
      parts.add(text.substring(from, at));
      from = at + separator.length();
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static List<Object> splitAtSpace(String text, long most) {
    List<Object> parts = new ArrayList<>();
    String left = PythonSpace.stripLeft(text);
    while (!left.isEmpty()) {
      int end = 0;
      while (end < left.length() && !PythonSpace.isSpace(left.charAt(end))) {
        end++;
      }
      if (most >= 0 && parts.size() == most) {
        parts.add(left);
        return parts;
      }
      parts.add(left.substring(0, end));
      left = PythonSpace.stripLeft(left.substring(end));
    }
    return parts;
  }

  private static List<Object> splitFromRight(String text, Arguments arguments) {
    String separator = separator(arguments.get(0, "sep", null));
    long most = arguments.whole(1, "maxsplit", -1);
    List<Object> parts = new ArrayList<>();
    int end = text.length();
    while (most < 0 || parts.size() < most) {
      int at = text.lastIndexOf(separator, end - separator.length());
      if (at < 0 || end < separator.length()) {
        break;
      }
      parts.add(text.substring(at + separator.length(), end));
      end = at;
    }
    parts.add(text.substring(0, end));
    Collections.reverse(parts);
    return parts;
  }

  private static List<Object> lines(String text) {
    return new ArrayList<>(text.lines().toList());
  }

  private static boolean startsWith(String text, Object prefix) {
    return prefix instanceof List<?> list
        ? list.stream().anyMatch(one -> text.startsWith(Values.text(one)))
        : text.startsWith(Values.text(prefix));
  }

  private static boolean endsWith(String text, Object suffix) {
    return suffix instanceof List<?> list
        ? list.stream().anyMatch(one -> text.endsWith(Values.text(one)))
        : text.endsWith(Values.text(suffix));
  }

  private static String withoutPrefix(String text, String prefix) {
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  private static String withoutSuffix(String text, String suffix) {
    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
  }

  /** {@code replace(old, new, count)}; a negative count replaces all. */
  static String replace(String text, String old, String replacement, long count) {
    if (count < 0) {
      return Run.bounded(text.replace(old, replacement));
    }
    StringBuilder result = new StringBuilder();
    int from = 0;
    for (long i = 0; i < count; i++) {
      int at = text.indexOf(old, from);
      if (at < 0) {
        break;
      }
      result.append(text, from, at).append(replacement);
      from = at + old.length();
    }
    return result.append(text.substring(from)).toString();
  }

  private static Object place(String text, int index) {
    return index < 0 ? -1L : (Object) (long) text.codePointCount(0, index);
  }

  private static Object count(String text, String part) {
    return part.isEmpty() ? Values.length(text) + 1 : splitAt(text, part, -1).size() - 1L;
  }

  private static String join(String separator, Object iterable) {
    StringBuilder result = new StringBuilder();
    String before = "";
    for (Object element : Values.elements(iterable)) {
      if (!(element instanceof String part)) {
        throw Fault.unrenderable("cannot join " + Values.kind(element) + " into a string");
      }
      result.append(before).append(part);
      before = separator;
    }
    return Run.bounded(result.toString());
  }

  private static List<Object> partition(String text, String separator) {
    int at = text.indexOf(separator);
    return new Tuple(
        at < 0
            ? List.of(text, "", "")
            : List.of(text.substring(0, at), separator, text.substring(at + separator.length())));
  }

  private static boolean all(String text, IntPredicate test) {
    return !text.isEmpty() && text.codePoints().allMatch(test);
  }
}
