package io.seekforge.text.parse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An element or a piece of text of an XML document. Names keep their prefix ({@code xml:lang});
 * {@link #is} compares with and without it.
 */
final class XmlNode {
  private static final String TEXT = "#text";

  private final String name;
  private final XmlNode parent;
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final List<XmlNode> children = new ArrayList<>();
  private String text = "";

  /** An element. */
  XmlNode(String name, XmlNode parent) {
    this.name = name;
    this.parent = parent;
  }

  void attribute(String attribute, String value) {
    attributes.put(attribute, value);
  }

  void append(XmlNode child) {
    children.add(child);
  }

  void append(String characters) {
    XmlNode piece = new XmlNode(TEXT, this);
    piece.text = characters;
    children.add(piece);
  }

  String name() {
    return name;
  }

  XmlNode parent() {
    return parent;
  }

  boolean isText() {
    return name.equals(TEXT);
  }

  /** Whether the element has this name, with or without its prefix. */
  boolean is(String wanted) {
    return name.equals(wanted)
        || (name.endsWith(wanted) && name.charAt(name.length() - wanted.length() - 1) == ':');
  }

  /** The attribute's value by its name with or without prefix, or null. */
  String attribute(String wanted) {
    String exact = attributes.get(wanted);
    if (exact != null) {
      return exact;
    }
    return attributes.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(":" + wanted))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  List<XmlNode> children() {
    return children;
  }

  /** Child elements of a name. */
  List<XmlNode> children(String wanted) {
    return children.stream().filter(child -> child.is(wanted)).toList();
  }

  /** The first child element of a name, or null. */
  XmlNode child(String wanted) {
    return children.stream().filter(child -> child.is(wanted)).findFirst().orElse(null);
  }

  /** The element that a way of child names leads to, each the first of its name; or null. */
  XmlNode at(String... names) {
    XmlNode node = this;
    for (String step : names) {
      node = node == null ? null : node.child(step);
    }
    return node;
  }

  /** All elements below of a name, in document order. */
  List<XmlNode> descendants(String wanted) {
    List<XmlNode> found = new ArrayList<>();
    collect(wanted, found);
    return found;
  }

  private void collect(String wanted, List<XmlNode> found) {
    for (XmlNode child : children) {
      if (child.is(wanted)) {
        found.add(child);
      }
      child.collect(wanted, found);
    }
  }

  /** All text below, as it stands. */
  String text() {
    StringBuilder all = new StringBuilder();
    appendText(all);
    return all.toString();
  }

  private void appendText(StringBuilder all) {
    all.append(text);
    children.forEach(child -> child.appendText(all));
  }

  /** All text below on one line: runs of white space are one space. */
  String line() {
    return text().replaceAll("\\s+", " ").strip();
  }

  /** {@link #line} of a node that may be null, which gives "". */
  static String lineOf(XmlNode node) {
    return node == null ? "" : node.line();
  }
}
