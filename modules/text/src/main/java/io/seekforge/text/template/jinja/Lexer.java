package io.seekforge.text.template.jinja;

import io.seekforge.text.template.jinja.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template into tokens. White space around tags follows jinja2's lexer with {@code
 * trim_blocks} (a newline after a block or comment goes) and {@code lstrip_blocks} (blanks before a
 * block or comment that stands first on its line go); {@code -} beside a delimiter takes all white
 * space on that side, {@code +} takes none.
 */
final class Lexer {
  private static final Pattern RAW =
      Pattern.compile("\\{%([-+]?)\\s*raw\\s*(?:-%\\}\\s*|%\\})", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern END_RAW =
      Pattern.compile(
          "\\{%([-+]?)\\s*endraw\\s*(?:\\+%\\}|-%\\}\\s*|%\\}\\n?)",
          Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern NUMBER =
      Pattern.compile(
          "(\\d+(?:_\\d+)*)(\\.\\d+(?:_\\d+)*)?([eE][+-]?\\d+)?", Pattern.UNICODE_CHARACTER_CLASS);
  private static final String[] OPERATORS = {
    "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}",
    ">", "<", "=", ".", ":", "|", ","
  };

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private boolean lineStarting = true;

  private Lexer(String source) {
    this.source = source;
  }

  /** All tokens of a template, the last is {@link Kind#END}. */
  static List<Token> tokens(String template) {
    String source = template.replace("\r\n", "\n").replace('\r', '\n');
    if (source.endsWith("\n")) {
      source = source.substring(0, source.length() - 1);
    }
    Lexer lexer = new Lexer(source);
    lexer.root();
    lexer.add(Kind.END, "");
    return lexer.tokens;
  }

  private void root() {
    while (at < source.length()) {
      int tag = nextTag();
      String data = source.substring(at, tag < 0 ? source.length() : tag);
      if (tag < 0) {
        data(data, at + data.length());
        return;
      }
      boolean output = source.startsWith("{{", tag);
      char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
      data(before(data, sign, output), tag);
      if (source.startsWith("{#", tag)) {
        comment();
      } else if (output) {
        tag(Kind.OUTPUT_BEGIN, sign);
      } else if (!raw()) {
        tag(Kind.BLOCK_BEGIN, sign);
      }
    }
  }

  private int nextTag() {
    for (int i = source.indexOf('{', at); i >= 0; i = source.indexOf('{', i + 1)) {
      if (i + 1 < source.length() && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** Data before a tag, less the white space that the tag takes. */
  private String before(String data, char sign, boolean output) {
    if (sign == '-') {
      return PythonSpace.stripRight(data);
    }
    int lineStart = data.lastIndexOf('\n') + 1;
    boolean firstOnLine = lineStart > 0 || lineStarting;
    if (sign != '+' && !output && firstOnLine && PythonSpace.isBlank(data.substring(lineStart))) {
      return data.substring(0, lineStart);
    }
    return data;
  }

  private void data(String text, int end) {
    if (!text.isEmpty()) {
      add(Kind.DATA, text);
    }
    advance(end);
  }

  private void comment() {
    int close = source.indexOf("#}", at + 2);
    if (close < 0) {
      throw Fault.invalid(line, "a comment is not closed");
    }
    char sign = close > at + 2 ? source.charAt(close - 1) : ' ';
    advance(afterBlock(close + 2, sign));
  }

  /** Where the text goes on behind a block or comment. */
  private int afterBlock(int end, char sign) {
    if (sign == '-') {
      return skipSpace(end);
    }
    return sign != '+' && end < source.length() && source.charAt(end) == '\n' ? end + 1 : end;
  }

  private int skipSpace(int from) {
    int i = from;
    while (i < source.length() && PythonSpace.isSpace(source.charAt(i))) {
      i++;
    }
    return i;
  }

  private boolean raw() {
    Matcher begin = RAW.matcher(source).region(at, source.length());
    if (!begin.lookingAt()) {
      return false;
    }
    Matcher end = END_RAW.matcher(source);
    if (!end.find(begin.end())) {
      throw Fault.invalid(line, "a raw block is not closed");
    }
    advance(begin.end());
    String sign = end.group(1);
    String text = source.substring(at, end.start());
    data(before(text, sign.isEmpty() ? ' ' : sign.charAt(0), false), end.end());
    return true;
  }

  private void tag(Kind begin, char sign) {
    boolean output = begin == Kind.OUTPUT_BEGIN;
    String close = output ? "}}" : "%}";
    add(begin, "");
    at += sign == '-' || sign == '+' ? 3 : 2;
    Deque<Character> open = new ArrayDeque<>();
    while (true) {
      advance(skipSpace(at));
      if (at >= source.length()) {
        throw Fault.invalid(line, "a tag is not closed with " + close);
      }
      if (open.isEmpty() && closes(close)) {
        return;
      }
      token(open);
    }
  }

  private boolean closes(String close) {
    boolean signed =
        source.startsWith("-" + close, at)
            || (close.equals("%}") && source.startsWith("+" + close, at));
    if (!signed && !source.startsWith(close, at)) {
      return false;
    }
    char sign = signed ? source.charAt(at) : ' ';
    int end = at + close.length() + (signed ? 1 : 0);
    boolean output = close.equals("}}");
    add(output ? Kind.OUTPUT_END : Kind.BLOCK_END, "");
    advance(output ? (sign == '-' ? skipSpace(end) : end) : afterBlock(end, sign));
    return true;
  }

  private void token(Deque<Character> open) {
    char c = source.charAt(at);
    if (c == '\'' || c == '"') {
      string(c);
    } else if (c >= '0' && c <= '9') {
      number();
    } else if (Character.isUnicodeIdentifierStart(c) || c == '_') {
      int end = at + 1;
      while (end < source.length()
          && (Character.isUnicodeIdentifierPart(source.charAt(end)) || source.charAt(end) == '_')) {
        end++;
      }
      addTo(Kind.NAME, source.substring(at, end), end);
    } else {
      operator(open);
    }
  }

  private void number() {
    Matcher number = NUMBER.matcher(source).region(at, source.length());
    number.lookingAt();
    boolean afterDot = at > 0 && source.charAt(at - 1) == '.';
    boolean real = !afterDot && (number.group(2) != null || number.group(3) != null);
    String text = real ? number.group() : number.group(1);
    addTo(real ? Kind.FLOAT : Kind.INTEGER, text.replace("_", ""), at + text.length());
  }

  private void operator(Deque<Character> open) {
    for (String operator : OPERATORS) {
      if (source.startsWith(operator, at)) {
        balance(operator, open);
        addTo(Kind.OPERATOR, operator, at + operator.length());
        return;
      }
    }
    throw Fault.invalid(line, "unexpected character '" + source.charAt(at) + "'");
  }

  private void balance(String operator, Deque<Character> open) {
    switch (operator) {
      case "(" -> open.push(')');
      case "[" -> open.push(']');
      case "{" -> open.push('}');
      case ")", "]", "}" -> {
        if (open.isEmpty() || open.pop() != operator.charAt(0)) {
          throw Fault.invalid(line, "unexpected \"" + operator + "\"");
        }
      }
      default -> {}
    }
  }

  private void string(char quote) {
    int end = at + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw Fault.invalid(line, "a string is not closed");
    }
    addTo(Kind.STRING, StringLiteral.value(source.substring(at + 1, end), line), end + 1);
  }

  private void addTo(Kind kind, String text, int end) {
    add(kind, text);
    advance(end);
  }

  private void add(Kind kind, String text) {
    tokens.add(new Token(kind, text, line));
  }

  private void advance(int to) {
    for (int i = at; i < to; i++) {
      if (source.charAt(i) == '\n') {
        line++;
      }
    }
    if (to > at) {
      lineStarting = source.charAt(to - 1) == '\n';
    }
    at = to;
  }
}
