package io.seekforge.text.template.jinja;

/**
 * One token of a template.
 *
 * @param kind what it is
 * @param text data, name, operator or number as written; a string literal's value
 * @param line line it begins on, from 1
 */
record Token(Kind kind, String text, int line) {
  enum Kind {
    DATA,
    OUTPUT_BEGIN,
    OUTPUT_END,
    BLOCK_BEGIN,
    BLOCK_END,
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    OPERATOR,
    END
  }

  boolean is(Kind wanted, String wantedText) {
    return kind == wanted && text.equals(wantedText);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case END -> "the end of the template";
      case OUTPUT_END -> "}}";
      case BLOCK_END -> "%}";
      case STRING -> "a string";
      default -> "\"" + text + "\"";
    };
  }
}
