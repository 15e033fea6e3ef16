package io.seekforge.text.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A path from a record element: steps between slashes, each a child's name, {@code *}, {@code ..}
 * or {@code .}; the last may be {@code @attribute}. A name may carry {@code [@attribute='value']}
 * or a number from 1 in brackets. {@code //name} is the nearest such element: inside the record,
 * else the last one that ended before it.
 */
final class XmlPath {
  private static final Pattern STEP =
      Pattern.compile("([^\\[\\]]+)(?:\\[@([^=\\]]+)=['\"]([^'\"]*)['\"]]|\\[(\\d+)])?");

  private final boolean anywhere;
  private final List<Step> steps = new ArrayList<>();

  private record Step(String name, String attribute, String value, int index) {
    boolean matches(XmlNode node) {
      return !node.isText()
          && (name.equals("*") || node.is(name))
          && (attribute == null || value.equals(node.attribute(attribute)));
    }
  }

  /**
   * @throws IllegalArgumentException if the path cannot be read
   */
  XmlPath(String path) {
    anywhere = path.startsWith("//");
    for (String step : path.substring(anywhere ? 2 : 0).split("/")) {
      Matcher matcher = STEP.matcher(step.strip());
      if (!matcher.matches()) {
        throw new IllegalArgumentException("Invalid path: \"" + path + "\" (at \"" + step + "\")");
      }
      int index = matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4));
      steps.add(new Step(matcher.group(1), matcher.group(2), matcher.group(3), index));
    }
  }

  /** What the path leads to, the texts of several elements one on a line; null if nothing. */
  String text(XmlNode record) {
    List<XmlNode> nodes = anywhere ? nearest(record) : List.of(record);
    int start = anywhere ? 1 : 0;
    if (anywhere && steps.get(0).name().startsWith("@")) {
      throw new IllegalArgumentException("Invalid path: an attribute needs an element before it");
    }
    for (Step step : steps.subList(start, steps.size())) {
      if (step.name().startsWith("@")) {
        return attribute(nodes, step.name().substring(1));
      }
      nodes = nodes.stream().flatMap(node -> follow(node, step).stream()).toList();
    }
    return nodes.isEmpty()
        ? null
        : nodes.stream().map(node -> node.text().strip()).collect(Collectors.joining("\n"));
  }

  private static String attribute(List<XmlNode> nodes, String name) {
    return nodes.stream()
        .map(node -> node.attribute(name))
        .filter(value -> value != null)
        .findFirst()
        .orElse(null);
  }

  private static List<XmlNode> follow(XmlNode node, Step step) {
    if (step.name().equals(".")) {
      return List.of(node);
    }
    if (step.name().equals("..")) {
      return node.parent() == null ? List.of() : List.of(node.parent());
    }
    List<XmlNode> found = node.children().stream().filter(step::matches).toList();
    if (step.index() > 0) {
      return found.size() < step.index() ? List.of() : List.of(found.get(step.index() - 1));
    }
    return found;
  }

  private List<XmlNode> nearest(XmlNode record) {
    Step first = steps.get(0);
    List<XmlNode> inside = matching(record, first);
    if (!inside.isEmpty()) {
      return List.of(inside.get(0));
    }
    for (XmlNode around = record.parent(); around != null; around = around.parent()) {
      List<XmlNode> before = matching(around, first);
      if (!before.isEmpty()) {
        return List.of(before.get(before.size() - 1));
      }
      if (first.matches(around)) {
        return List.of(around);
      }
    }
    return List.of();
  }

  private static List<XmlNode> matching(XmlNode node, Step step) {
    return node.descendants(step.name()).stream().filter(step::matches).toList();
  }
}
