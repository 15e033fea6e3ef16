package io.seekforge.text.template.jinja;

import io.seekforge.text.template.jinja.Expression.ArgumentList;
import io.seekforge.text.template.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Reads expressions, in the order of precedence of jinja2's parser. */
final class ExpressionParser {
  private static final Expression NONE = new Expression.Constant(null);
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  private final TokenStream tokens;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /** An expression, or several with commas between them. */
  Expression tuple() {
    return tuple(this::expression);
  }

  /** The same, but {@code if} behind it belongs to the loop. */
  Expression tupleWithoutCondition() {
    return tuple(this::or);
  }

  private Expression tuple(Supplier<Expression> part) {
    Expression first = part.get();
    if (!tokens.atOperator(",")) {
      return first;
    }
    List<Expression> elements = new ArrayList<>(List.of(first));
    while (tokens.takeOperator(",") && !endsTuple()) {
      elements.add(part.get());
    }
    return new Expression.TupleOf(elements);
  }

  private boolean endsTuple() {
    return tokens.at(Kind.OUTPUT_END) || tokens.at(Kind.BLOCK_END) || tokens.atOperator(")");
  }

  Expression expression() {
    tokens.deeper();
    Expression value = or();
    while (tokens.takeWord("if")) {
      Expression test = or();
      Expression otherwise = tokens.takeWord("else") ? expression() : null;
      value = new Expression.Conditional(test, value, otherwise);
    }
    tokens.shallower();
    return value;
  }

  private Expression or() {
    Expression left = and();
    while (tokens.takeWord("or")) {
      left = new Expression.Or(left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (tokens.takeWord("and")) {
      left = new Expression.And(left, not());
    }
    return left;
  }

  private Expression not() {
    if (tokens.takeWord("not")) {
      tokens.deeper();
      Expression negated = new Expression.Not(not());
      tokens.shallower();
      return negated;
    }
    return comparison();
  }

  private Expression comparison() {
    Expression first = sum();
    List<String> operators = new ArrayList<>();
    List<Expression> others = new ArrayList<>();
    while (true) {
      String operator = comparisonOperator();
      if (operator == null) {
        return operators.isEmpty() ? first : new Expression.Compared(first, operators, others);
      }
      operators.add(operator);
      others.add(sum());
    }
  }

  private String comparisonOperator() {
    Token token = tokens.peek();
    if (token.kind() == Kind.OPERATOR && COMPARISONS.contains(token.text())) {
      return tokens.next().text();
    }
    if (tokens.takeWord("in")) {
      return "in";
    }
    if (tokens.atWord("not") && tokens.followedByWord("in")) {
      tokens.next();
      tokens.next();
      return "not in";
    }
    return null;
  }

  private Expression sum() {
    return leftToRight(Set.of("+", "-"), this::joined);
  }

  private Expression joined() {
    Expression first = product();
    if (!tokens.atOperator("~")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (tokens.takeOperator("~")) {
      parts.add(product());
    }
    return new Expression.Joined(parts);
  }

  private Expression product() {
    return leftToRight(Set.of("*", "/", "//", "%"), this::power);
  }

  private Expression power() {
    return leftToRight(Set.of("**"), () -> unary(true));
  }

  private Expression leftToRight(Set<String> operators, Supplier<Expression> operand) {
    Expression left = operand.get();
    while (tokens.at(Kind.OPERATOR) && operators.contains(tokens.peek().text())) {
      String operator = tokens.next().text();
      left = new Expression.Computed(operator, left, operand.get());
    }
    return left;
  }

  private Expression unary(boolean withFilters) {
    tokens.deeper();
    Expression value;
    if (tokens.takeOperator("-")) {
      value = new Expression.Signed(unary(false), true);
    } else if (tokens.takeOperator("+")) {
      value = new Expression.Signed(unary(false), false);
    } else {
      value = primary();
    }
    value = postfix(value);
    tokens.shallower();
    return withFilters ? filtersAndTests(value) : value;
  }

  private Expression primary() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case STRING -> string(token);
      case INTEGER -> new Expression.Constant(whole(token));
      case FLOAT -> new Expression.Constant(Double.parseDouble(token.text()));
      case NAME -> name(token);
      case OPERATOR -> group(token);
      default -> throw Fault.invalid(token.line(), "unexpected " + token);
    };
  }

  private Expression string(Token first) {
    StringBuilder text = new StringBuilder(first.text());
    while (tokens.at(Kind.STRING)) {
      text.append(tokens.next().text());
    }
    return new Expression.Constant(text.toString());
  }

  private static Long whole(Token token) {
    try {
      return Long.parseLong(token.text());
    } catch (NumberFormatException e) {
      throw Fault.invalid(token.line(), "the number " + token.text() + " is too large");
    }
  }

  private static Expression name(Token token) {
    return switch (token.text()) {
      case "true", "True" -> new Expression.Constant(true);
      case "false", "False" -> new Expression.Constant(false);
      case "none", "None" -> NONE;
      case "in", "if", "else", "and", "or", "not", "is" ->
          throw Fault.invalid(token.line(), "unexpected " + token);
      default -> new Expression.Name(token.text());
    };
  }

  private Expression group(Token open) {
    return switch (open.text()) {
      case "(" -> {
        if (tokens.takeOperator(")")) {
          yield new Expression.TupleOf(List.of());
        }
        Expression inner = tuple();
        tokens.expectOperator(")");
        yield inner;
      }
      case "[" -> new Expression.ListOf(elements());
      case "{" -> dictionary();
      default -> throw Fault.invalid(open.line(), "unexpected " + open);
    };
  }

  private List<Expression> elements() {
    List<Expression> elements = new ArrayList<>();
    while (!tokens.takeOperator("]")) {
      elements.add(expression());
      if (!tokens.takeOperator(",")) {
        tokens.expectOperator("]");
        break;
      }
    }
    return elements;
  }

  private Expression dictionary() {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.takeOperator("}")) {
      keys.add(expression());
      tokens.expectOperator(":");
      values.add(expression());
      if (!tokens.takeOperator(",")) {
        tokens.expectOperator("}");
        break;
      }
    }
    return new Expression.DictionaryOf(keys, values);
  }

  private Expression postfix(Expression start) {
    Expression value = start;
    while (true) {
      if (tokens.takeOperator(".")) {
        value = member(value);
      } else if (tokens.takeOperator("[")) {
        value = subscript(value);
      } else if (tokens.takeOperator("(")) {
        value = new Expression.Call(value, arguments());
      } else {
        return value;
      }
    }
  }

  private Expression member(Expression of) {
    if (tokens.at(Kind.INTEGER)) {
      return new Expression.Item(of, new Expression.Constant(whole(tokens.next())));
    }
    Token name = tokens.expect(Kind.NAME);
    if (name.text().startsWith("__")) {
      throw Fault.invalid(name.line(), "the attribute \"" + name.text() + "\" is not allowed");
    }
    return new Expression.Attribute(of, name.text());
  }

  private Expression subscript(Expression of) {
    Expression start = tokens.atOperator(":") ? NONE : expression();
    if (tokens.takeOperator("]")) {
      return new Expression.Item(of, start);
    }
    tokens.expectOperator(":");
    Expression stop = tokens.atOperator(":") || tokens.atOperator("]") ? NONE : expression();
    Expression step = NONE;
    if (tokens.takeOperator(":") && !tokens.atOperator("]")) {
      step = expression();
    }
    tokens.expectOperator("]");
    return new Expression.Slice(of, start, stop, step);
  }

  /** Arguments behind an opening bracket. */
  private ArgumentList arguments() {
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    while (!tokens.takeOperator(")")) {
      if (tokens.at(Kind.NAME) && tokens.followedByOperator("=")) {
        String name = tokens.next().text();
        tokens.next();
        named.put(name, expression());
      } else if (tokens.atOperator("*") || tokens.atOperator("**")) {
        throw Fault.invalid(tokens.peek().line(), "* and ** in calls are not supported");
      } else {
        positional.add(expression());
      }
      if (!tokens.takeOperator(",")) {
        tokens.expectOperator(")");
        break;
      }
    }
    return new ArgumentList(positional, named);
  }

  private Expression filtersAndTests(Expression start) {
    Expression value = start;
    while (true) {
      if (tokens.takeOperator("|")) {
        value = filter(value);
      } else if (tokens.takeWord("is")) {
        value = test(value);
      } else if (tokens.takeOperator("(")) {
        value = new Expression.Call(value, arguments());
      } else {
        return value;
      }
    }
  }

  /** Filters behind a value, each with its bar. */
  Expression filters(Expression start) {
    Expression value = start;
    while (tokens.takeOperator("|")) {
      value = filter(value);
    }
    return value;
  }

  /** One filter, its bar already read. */
  Expression filter(Expression of) {
    Token name = tokens.expect(Kind.NAME);
    Filters.Filter filter = Filters.of(name.text());
    if (filter == null) {
      throw Fault.invalid(name.line(), "the filter \"" + name.text() + "\" is not supported");
    }
    ArgumentList arguments = tokens.takeOperator("(") ? arguments() : ArgumentList.NONE;
    return new Expression.Filtered(of, filter, arguments);
  }

  private Expression test(Expression of) {
    boolean negated = tokens.takeWord("not");
    Token name = tokens.expect(Kind.NAME);
    Tests.Test test = Tests.of(name.text().toLowerCase(Locale.ROOT));
    if (test == null) {
      throw Fault.invalid(name.line(), "the test \"" + name.text() + "\" is not supported");
    }
    ArgumentList arguments = ArgumentList.NONE;
    if (tokens.takeOperator("(")) {
      arguments = arguments();
    } else if (beginsArgument()) {
      arguments = new ArgumentList(List.of(postfix(primary())), Map.of());
    }
    Expression tested = new Expression.Tested(of, test, arguments);
    return negated ? new Expression.Not(tested) : tested;
  }

  private boolean beginsArgument() {
    return switch (tokens.peek().kind()) {
      case STRING, INTEGER, FLOAT -> true;
      case NAME ->
          !Set.of("else", "or", "and", "if", "is", "in", "not").contains(tokens.peek().text());
      case OPERATOR -> tokens.atOperator("[") || tokens.atOperator("{");
      default -> false;
    };
  }
}
