package io.seekforge.text.template.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A part of a template that has a value. */
interface Expression {
  Object value(Scope scope);

  /** A literal; null for None. */
  record Constant(Object constant) implements Expression {
    @Override
    public Object value(Scope scope) {
      return constant;
    }
  }

  /** A variable. */
  record Name(String name) implements Expression {
    @Override
    public Object value(Scope scope) {
      return scope.get(name);
    }
  }

  /** {@code (a, b)}. */
  record TupleOf(List<Expression> elements) implements Expression {
    @Override
    public Object value(Scope scope) {
      return new Tuple((List<?>) new ListOf(elements).value(scope));
    }
  }

  /** {@code [a, b]}. */
  record ListOf(List<Expression> elements) implements Expression {
    @Override
    public Object value(Scope scope) {
      List<Object> values = new ArrayList<>();
      elements.forEach(element -> values.add(element.value(scope)));
      return values;
    }
  }

  /** {@code {'a': b}}. */
  record DictionaryOf(List<Expression> keys, List<Expression> values) implements Expression {
    @Override
    public Object value(Scope scope) {
      Map<Object, Object> map = new LinkedHashMap<>();
      for (int i = 0; i < keys.size(); i++) {
        map.put(keys.get(i).value(scope), values.get(i).value(scope));
      }
      return map;
    }
  }

  /** {@code of.name}. */
  record Attribute(Expression of, String name) implements Expression {
    @Override
    public Object value(Scope scope) {
      return Members.attribute(of.value(scope), name);
    }
  }

  /** {@code of[key]}. */
  record Item(Expression of, Expression key) implements Expression {
    @Override
    public Object value(Scope scope) {
      return Members.item(of.value(scope), key.value(scope));
    }
  }

  /** {@code of[start:stop:step]}; a part that is left out is the constant None. */
  record Slice(Expression of, Expression start, Expression stop, Expression step)
      implements Expression {
    @Override
    public Object value(Scope scope) {
      return Members.slice(
          of.value(scope), start.value(scope), stop.value(scope), step.value(scope));
    }
  }

  /** Arguments as written. */
  record ArgumentList(List<Expression> positional, Map<String, Expression> named) {
    static final ArgumentList NONE = new ArgumentList(List.of(), Map.of());

    Arguments values(Scope scope) {
      List<Object> values = new ArrayList<>();
      positional.forEach(argument -> values.add(argument.value(scope)));
      Map<String, Object> byName = new LinkedHashMap<>();
      named.forEach((name, argument) -> byName.put(name, argument.value(scope)));
      return new Arguments(values, byName);
    }
  }

  /** {@code callee(arguments)}. */
  record Call(Expression callee, ArgumentList arguments) implements Expression {
    @Override
    public Object value(Scope scope) {
      return call(callee.value(scope), arguments.values(scope));
    }

    static Object call(Object callee, Arguments arguments) {
      if (callee instanceof Callable callable) {
        return callable.call(arguments);
      }
      if (callee instanceof Undefined undefined) {
        throw undefined.used();
      }
      throw Fault.unrenderable("cannot call " + Values.kind(callee));
    }
  }

  /** {@code of|filter(arguments)}. */
  record Filtered(Expression of, Filters.Filter filter, ArgumentList arguments)
      implements Expression {
    @Override
    public Object value(Scope scope) {
      scope.run().step();
      return filter.apply(of.value(scope), arguments.values(scope));
    }
  }

  /** {@code of is test(arguments)}. */
  record Tested(Expression of, Tests.Test test, ArgumentList arguments) implements Expression {
    @Override
    public Object value(Scope scope) {
      return test.holds(of.value(scope), arguments.values(scope));
    }
  }

  /** {@code not of}. */
  record Not(Expression of) implements Expression {
    @Override
    public Object value(Scope scope) {
      return !Values.truth(of.value(scope));
    }
  }

  /** {@code -of} and {@code +of}. */
  record Signed(Expression of, boolean negative) implements Expression {
    @Override
    public Object value(Scope scope) {
      Object value = of.value(scope);
      return Operators.apply(negative ? "-" : "+", 0L, value);
    }
  }

  /** {@code left and right}: the value that decides. */
  record And(Expression left, Expression right) implements Expression {
    @Override
    public Object value(Scope scope) {
      Object value = left.value(scope);
      return Values.truth(value) ? right.value(scope) : value;
    }
  }

  /** {@code left or right}: the value that decides. */
  record Or(Expression left, Expression right) implements Expression {
    @Override
    public Object value(Scope scope) {
      Object value = left.value(scope);
      return Values.truth(value) ? value : right.value(scope);
    }
  }

  /** {@code a < b <= c}. */
  record Compared(Expression first, List<String> operators, List<Expression> others)
      implements Expression {
    @Override
    public Object value(Scope scope) {
      Object left = first.value(scope);
      for (int i = 0; i < operators.size(); i++) {
        Object right = others.get(i).value(scope);
        if (!Operators.compare(operators.get(i), left, right)) {
          return false;
        }
        left = right;
      }
      return true;
    }
  }

  /** {@code left operator right} for arithmetic. */
  record Computed(String operator, Expression left, Expression right) implements Expression {
    @Override
    public Object value(Scope scope) {
      return Operators.apply(operator, left.value(scope), right.value(scope));
    }
  }

  /** {@code a ~ b}. */
  record Joined(List<Expression> parts) implements Expression {
    @Override
    public Object value(Scope scope) {
      return Filters.joined(parts.stream().map(part -> Values.text(part.value(scope))).toList());
    }
  }

  /** {@code then if test else otherwise}; null: nothing stands behind. */
  record Conditional(Expression test, Expression then, Expression otherwise) implements Expression {
    @Override
    public Object value(Scope scope) {
      if (Values.truth(test.value(scope))) {
        return then.value(scope);
      }
      return otherwise == null ? new Undefined("else") : otherwise.value(scope);
    }
  }
}
