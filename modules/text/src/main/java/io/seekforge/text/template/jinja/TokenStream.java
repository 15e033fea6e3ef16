package io.seekforge.text.template.jinja;

import io.seekforge.text.template.jinja.Token.Kind;
import java.util.List;

/** Tokens, read one by one. */
final class TokenStream {
  private static final int MOST_DEPTH = 200;

  private final List<Token> tokens;
  private int at;
  private int depth;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(at);
  }

  Token next() {
    Token token = tokens.get(at);
    if (token.kind() != Kind.END) {
      at++;
    }
    return token;
  }

  boolean at(Kind kind) {
    return peek().kind() == kind;
  }

  boolean atOperator(String operator) {
    return peek().is(Kind.OPERATOR, operator);
  }

  boolean atWord(String word) {
    return peek().is(Kind.NAME, word);
  }

  /** Whether the token behind the next is that word. */
  boolean followedByWord(String word) {
    return at + 1 < tokens.size() && tokens.get(at + 1).is(Kind.NAME, word);
  }

  /** Whether the token behind the next is that operator. */
  boolean followedByOperator(String operator) {
    return at + 1 < tokens.size() && tokens.get(at + 1).is(Kind.OPERATOR, operator);
  }

  boolean takeOperator(String operator) {
    boolean there = atOperator(operator);
    if (there) {
      at++;
    }
    return there;
  }

  boolean takeWord(String word) {
    boolean there = atWord(word);
    if (there) {
      at++;
    }
    return there;
  }

  Token expect(Kind kind) {
    if (!at(kind)) {
      throw Fault.invalid(peek().line(), "unexpected " + peek());
    }
    return next();
  }

  void expectOperator(String operator) {
    if (!takeOperator(operator)) {
      throw Fault.invalid(peek().line(), "expected \"" + operator + "\", found " + peek());
    }
  }

  void expectWord(String word) {
    if (!takeWord(word)) {
      throw Fault.invalid(peek().line(), "expected \"" + word + "\", found " + peek());
    }
  }

  /** Enters a construct within another; bounded, so that no template overflows the stack. */
  void deeper() {
    if (++depth > MOST_DEPTH) {
      throw Fault.invalid(peek().line(), "nested more than " + MOST_DEPTH + " deep");
    }
  }

  void shallower() {
    depth--;
  }
}
