package io.seekforge.corpus;

/**
 * Facts of a ledger row as {@code name=value} separated by spaces. A value that holds white space,
 * quotes or nothing stands in double quotes, with {@code \" \\ \n \r \t} escaped.
 */
final class Detail {
  private final StringBuilder facts = new StringBuilder();

  Detail with(String name, Object value) {
    if (facts.length() > 0) {
      facts.append(' ');
    }
    facts.append(name).append('=').append(quoted(value.toString()));
    return this;
  }

  private static String quoted(String value) {
    boolean plain =
        !value.isEmpty()
            && value.indexOf('"') < 0
            && value.codePoints().noneMatch(c -> Character.isWhitespace(c) || c == 0xA0);
    if (plain) {
      return value;
    }
    String escaped =
        value
            .replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("\t", "\\t");
    return '"' + escaped + '"';
  }

  @Override
  public String toString() {
    return facts.toString();
  }
}
