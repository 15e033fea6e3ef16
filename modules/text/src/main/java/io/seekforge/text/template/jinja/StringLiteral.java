package io.seekforge.text.template.jinja;

/** Escapes of string literals, as Python reads them. */
final class StringLiteral {
  private static final String SIMPLE = "abfnrtv\\'\"";
  private static final String VALUES = "\u0007\b\f\n\r\t\u000B\\'\"";

  private final String body;
  private final int line;
  private final StringBuilder value = new StringBuilder();
  private int at;

  private StringLiteral(String body, int line) {
    this.body = body;
    this.line = line;
  }

  /** The value of what stands between the quotes. */
  static String value(String body, int line) {
    return body.indexOf('\\') < 0 ? body : new StringLiteral(body, line).read();
  }

  private String read() {
    while (at < body.length()) {
      char c = body.charAt(at++);
      if (c == '\\') {
        escape(body.charAt(at++));
      } else {
        value.append(c);
      }
    }
    return value.toString();
  }

  private void escape(char c) {
    int simple = SIMPLE.indexOf(c);
    if (simple >= 0) {
      value.append(VALUES.charAt(simple));
    } else if (c == 'x') {
      hex(2);
    } else if (c == 'u') {
      hex(4);
    } else if (c == 'U') {
      hex(8);
    } else if (c >= '0' && c <= '7') {
      octal(c);
    } else if (c != '\n') {
      value.append('\\').append(c);
    }
  }

  private void hex(int digits) {
    int end = Math.min(body.length(), at + digits);
    try {
      value.appendCodePoint(Integer.parseInt(body.substring(at, end), 16));
    } catch (IllegalArgumentException e) {
      throw Fault.invalid(line, "a string holds a wrong escape");
    }
    at = end;
  }

  private void octal(char first) {
    int code = first - '0';
    for (int i = 0; i < 2 && at < body.length(); i++) {
      int digit = body.charAt(at) - '0';
      if (digit < 0 || digit > 7) {
        break;
      }
      code = code * 8 + digit;
      at++;
    }
    value.append((char) code);
  }
}
