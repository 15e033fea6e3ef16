package io.seekforge.text.template.jinja;

import io.seekforge.text.template.jinja.Statement.Flow;
import io.seekforge.text.template.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads statements of a template. */
final class Parser {
  private static final Set<String> UNSUPPORTED =
      Set.of("include", "import", "from", "extends", "block", "do", "trans", "autoescape", "debug");

  private final TokenStream tokens;
  private final ExpressionParser expressions;
  private int loops;

  private Parser(TokenStream tokens) {
    this.tokens = tokens;
    this.expressions = new ExpressionParser(tokens);
  }

  /** The whole template. */
  static Statement.Block parse(String template) {
    Parser parser = new Parser(new TokenStream(Lexer.tokens(template)));
    Statement.Block block = parser.block(Set.of());
    parser.tokens.expect(Kind.END);
    return block;
  }

  /** Statements up to a tag that begins with one of the given words, which stays. */
  private Statement.Block block(Set<String> ends) {
    List<Statement> statements = new ArrayList<>();
    tokens.deeper();
    while (!tokens.at(Kind.END)) {
      Token token = tokens.next();
      switch (token.kind()) {
        case DATA -> statements.add(new Statement.Text(token.text()));
        case OUTPUT_BEGIN -> {
          statements.add(new Statement.Print(expressions.tuple()));
          tokens.expect(Kind.OUTPUT_END);
        }
        default -> {
          if (tokens.at(Kind.NAME) && ends.contains(tokens.peek().text())) {
            tokens.shallower();
            return new Statement.Block(statements);
          }
          statements.add(statement());
        }
      }
    }
    if (!ends.isEmpty()) {
      throw Fault.invalid(tokens.peek().line(), "a block is not closed, expected " + ends);
    }
    tokens.shallower();
    return new Statement.Block(statements);
  }

  private Statement.Block blockAndEnd(String end) {
    Statement.Block block = block(Set.of(end));
    tokens.next();
    tokens.expect(Kind.BLOCK_END);
    return block;
  }

  private Statement statement() {
    Token word = tokens.expect(Kind.NAME);
    return switch (word.text()) {
      case "if" -> branch();
      case "for" -> loop();
      case "set" -> assignment();
      case "macro" -> macro();
      case "call" -> callBlock();
      case "filter" -> filterBlock();
      case "with" -> with();
      case "generation" -> {
        tokens.expect(Kind.BLOCK_END);
        yield new Statement.Generation(blockAndEnd("endgeneration"));
      }
      case "break" -> jump(word, Flow.BREAK);
      case "continue" -> jump(word, Flow.CONTINUE);
      default ->
          throw Fault.invalid(
              word.line(),
              UNSUPPORTED.contains(word.text())
                  ? "the tag \"" + word.text() + "\" is not supported"
                  : "unknown tag \"" + word.text() + "\"");
    };
  }

  private Statement jump(Token word, Flow flow) {
    if (loops == 0) {
      throw Fault.invalid(word.line(), "\"" + word.text() + "\" outside a loop");
    }
    tokens.expect(Kind.BLOCK_END);
    return new Statement.Jump(flow);
  }

  private Statement branch() {
    List<Expression> tests = new ArrayList<>();
    List<Statement.Block> bodies = new ArrayList<>();
    Statement.Block otherwise = new Statement.Block(List.of());
    while (true) {
      tests.add(expressions.tuple());
      tokens.expect(Kind.BLOCK_END);
      bodies.add(block(Set.of("elif", "else", "endif")));
      String word = tokens.next().text();
      if (word.equals("elif")) {
        continue;
      }
      tokens.expect(Kind.BLOCK_END);
      if (word.equals("else")) {
        otherwise = blockAndEnd("endif");
      }
      return new Statement.Branch(tests, bodies, otherwise);
    }
  }

  private Statement loop() {
    Statement.Target target = new Statement.Target(names(), null);
    tokens.expectWord("in");
    Expression elements = expressions.tupleWithoutCondition();
    Expression condition = tokens.takeWord("if") ? expressions.expression() : null;
    if (tokens.takeWord("recursive")) {
      throw Fault.invalid(tokens.peek().line(), "recursive loops are not supported");
    }
    tokens.expect(Kind.BLOCK_END);
    loops++;
    Statement.Block body = block(Set.of("else", "endfor"));
    loops--;
    Statement.Block otherwise = new Statement.Block(List.of());
    boolean hasElse = tokens.next().text().equals("else");
    tokens.expect(Kind.BLOCK_END);
    if (hasElse) {
      otherwise = blockAndEnd("endfor");
    }
    return new Statement.Loop(target, elements, condition, body, otherwise);
  }

  /** Names with commas between them, perhaps in brackets. */
  private List<String> names() {
    boolean brackets = tokens.takeOperator("(");
    List<String> names = new ArrayList<>();
    do {
      names.add(tokens.expect(Kind.NAME).text());
    } while (tokens.takeOperator(",") && tokens.at(Kind.NAME));
    if (brackets) {
      tokens.expectOperator(")");
    }
    return names;
  }

  private Statement assignment() {
    List<String> names = names();
    String attribute =
        names.size() == 1 && tokens.takeOperator(".") ? tokens.expect(Kind.NAME).text() : null;
    Statement.Target target = new Statement.Target(names, attribute);
    if (tokens.takeOperator("=")) {
      Expression value = expressions.tuple();
      tokens.expect(Kind.BLOCK_END);
      return new Statement.Assignment(target, value);
    }
    Expression text = new Expression.Name(Statement.BlockAssignment.RESULT);
    Expression filtered = expressions.filters(text);
    tokens.expect(Kind.BLOCK_END);
    return new Statement.BlockAssignment(target, blockAndEnd("endset"), filtered);
  }

  private Statement filterBlock() {
    Expression text = new Expression.Name(Statement.BlockAssignment.RESULT);
    Expression filtered = expressions.filters(expressions.filter(text));
    tokens.expect(Kind.BLOCK_END);
    return new Statement.FilterBlock(blockAndEnd("endfilter"), filtered);
  }

  private Statement with() {
    List<Statement.Assignment> assignments = new ArrayList<>();
    while (!tokens.at(Kind.BLOCK_END)) {
      Statement.Target target =
          new Statement.Target(List.of(tokens.expect(Kind.NAME).text()), null);
      tokens.expectOperator("=");
      assignments.add(new Statement.Assignment(target, expressions.expression()));
      tokens.takeOperator(",");
    }
    tokens.expect(Kind.BLOCK_END);
    return new Statement.With(assignments, blockAndEnd("endwith"));
  }

  private Statement macro() {
    String name = tokens.expect(Kind.NAME).text();
    tokens.expectOperator("(");
    return macro(name, "endmacro");
  }

  /** Parameters behind an opening bracket, and the body. */
  private Statement.Macro macro(String name, String end) {
    List<String> parameters = new ArrayList<>();
    Map<String, Expression> defaults = new LinkedHashMap<>();
    while (!tokens.takeOperator(")")) {
      String parameter = tokens.expect(Kind.NAME).text();
      parameters.add(parameter);
      if (tokens.takeOperator("=")) {
        defaults.put(parameter, expressions.expression());
      }
      if (!tokens.takeOperator(",")) {
        tokens.expectOperator(")");
        break;
      }
    }
    tokens.expect(Kind.BLOCK_END);
    return macro(name, parameters, defaults, end);
  }

  private Statement.Macro macro(
      String name, List<String> parameters, Map<String, Expression> defaults, String end) {
    int around = loops;
    loops = 0;
    Statement.Block body = blockAndEnd(end);
    loops = around;
    return new Statement.Macro(name, parameters, defaults, body);
  }

  private Statement callBlock() {
    if (tokens.takeOperator("(")) {
      throw Fault.invalid(tokens.peek().line(), "call blocks with parameters are not supported");
    }
    int line = tokens.peek().line();
    if (!(expressions.expression() instanceof Expression.Call call)) {
      throw Fault.invalid(line, "\"call\" needs a call");
    }
    tokens.expect(Kind.BLOCK_END);
    return new Statement.CallBlock(call, macro("caller", List.of(), Map.of(), "endcall"));
  }
}
