package io.seekforge.text.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of a role in {@code fields}: one path, or words around paths in braces such as {@code
 * "{CONTEXTS}\n\nQuestion: {QUESTION}"}.
 */
final class FieldTemplate {
  private static final Pattern BRACES = Pattern.compile("\\{([^{}]+)}");

  private final List<Part> parts = new ArrayList<>();

  private record Part(String words, String path) {}

  FieldTemplate(String value) {
    Matcher matcher = BRACES.matcher(value);
    int end = 0;
    while (matcher.find()) {
      parts.add(new Part(value.substring(end, matcher.start()), matcher.group(1).strip()));
      end = matcher.end();
    }
    if (parts.isEmpty()) {
      parts.add(new Part("", value));
    } else {
      parts.add(new Part(value.substring(end), null));
    }
  }

  /** All paths, in order. */
  List<String> paths() {
    return parts.stream().map(Part::path).filter(path -> path != null).toList();
  }

  /** The text for a record; null if the record has nothing at any of the paths. */
  String fill(RawRecord record) {
    StringBuilder text = new StringBuilder();
    boolean any = false;
    for (Part part : parts) {
      text.append(part.words());
      String value = part.path() == null ? null : record.text(part.path());
      if (value != null) {
        any = true;
        text.append(value);
      }
    }
    return any ? text.toString() : null;
  }
}
