package io.seekforge.text.template.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A part of a template that does something. */
interface Statement {
  /** How a loop goes on behind a statement. */
  enum Flow {
    NEXT,
    CONTINUE,
    BREAK
  }

  Flow run(Scope scope);

  /** Statements one after the other. */
  record Block(List<Statement> statements) implements Statement {
    @Override
    public Flow run(Scope scope) {
      for (Statement statement : statements) {
        scope.run().step();
        Flow flow = statement.run(scope);
        if (flow != Flow.NEXT) {
          return flow;
        }
      }
      return Flow.NEXT;
    }
  }

  /** Text outside tags. */
  record Text(String text) implements Statement {
    @Override
    public Flow run(Scope scope) {
      scope.run().write(text);
      return Flow.NEXT;
    }
  }

  /** {@code {{ expression }}}. */
  record Print(Expression expression) implements Statement {
    @Override
    public Flow run(Scope scope) {
      scope.run().write(Values.text(expression.value(scope)));
      return Flow.NEXT;
    }
  }

  /** {@code break} or {@code continue}. */
  record Jump(Flow flow) implements Statement {
    @Override
    public Flow run(Scope scope) {
      return flow;
    }
  }

  /** {@code if … elif … else}: tests, their bodies, and the body behind else. */
  record Branch(List<Expression> tests, List<Block> bodies, Block otherwise) implements Statement {
    @Override
    public Flow run(Scope scope) {
      for (int i = 0; i < tests.size(); i++) {
        if (Values.truth(tests.get(i).value(scope))) {
          return bodies.get(i).run(scope);
        }
      }
      return otherwise.run(scope);
    }
  }

  /** {@code for targets in elements if condition … else}; the condition may be null. */
  record Loop(Target target, Expression elements, Expression condition, Block body, Block otherwise)
      implements Statement {
    @Override
    public Flow run(Scope scope) {
      List<Object> chosen = chosen(scope);
      if (chosen.isEmpty()) {
        return otherwise.run(scope);
      }
      LoopState state = new LoopState(chosen);
      for (int i = 0; i < chosen.size(); i++) {
        scope.run().step();
        state.at(i);
        Scope inner = scope.inner();
        inner.set("loop", state);
        target.assign(inner, chosen.get(i));
        if (body.run(inner) == Flow.BREAK) {
          break;
        }
      }
      return Flow.NEXT;
    }

    private List<Object> chosen(Scope scope) {
      List<Object> all = Values.elements(elements.value(scope));
      if (condition == null) {
        return all;
      }
      List<Object> chosen = new ArrayList<>();
      for (Object element : all) {
        Scope inner = scope.inner();
        target.assign(inner, element);
        if (Values.truth(condition.value(inner))) {
          chosen.add(element);
        }
      }
      return chosen;
    }
  }

  /**
   * What {@code set} and {@code for} assign to: names, or one attribute of a namespace.
   *
   * @param names variables; with several, the value is taken apart
   * @param attribute attribute of the namespace {@code names.get(0)}, or null
   */
  record Target(List<String> names, String attribute) {
    void assign(Scope scope, Object value) {
      if (attribute != null) {
        if (!(scope.get(names.get(0)) instanceof Namespace namespace)) {
          throw Fault.unrenderable("\"" + names.get(0) + "\" is no namespace");
        }
        namespace.set(attribute, value);
      } else if (names.size() == 1) {
        scope.set(names.get(0), value);
      } else {
        List<Object> parts = Values.elements(value);
        if (parts.size() != names.size()) {
          throw Fault.unrenderable(
              parts.size() + " values do not fit the " + names.size() + " names " + names);
        }
        for (int i = 0; i < parts.size(); i++) {
          scope.set(names.get(i), parts.get(i));
        }
      }
    }
  }

  /** {@code set target = value}. */
  record Assignment(Target target, Expression value) implements Statement {
    @Override
    public Flow run(Scope scope) {
      target.assign(scope, value.value(scope));
      return Flow.NEXT;
    }
  }

  /** {@code set target} … {@code endset}; filters apply to {@code result}, the text between. */
  record BlockAssignment(Target target, Block body, Expression filtered) implements Statement {
    /** The variable that holds the text while filters apply. */
    static final String RESULT = " text";

    @Override
    public Flow run(Scope scope) {
      Scope inner = scope.inner();
      inner.set(RESULT, scope.run().captured(() -> body.run(scope.inner())));
      target.assign(scope, filtered.value(inner));
      return Flow.NEXT;
    }
  }

  /** {@code filter f} … {@code endfilter}. */
  record FilterBlock(Block body, Expression filtered) implements Statement {
    @Override
    public Flow run(Scope scope) {
      Scope inner = scope.inner();
      inner.set(BlockAssignment.RESULT, scope.run().captured(() -> body.run(scope.inner())));
      scope.run().write(Values.text(filtered.value(inner)));
      return Flow.NEXT;
    }
  }

  /** {@code with a = b} … {@code endwith}. */
  record With(List<Assignment> assignments, Block body) implements Statement {
    @Override
    public Flow run(Scope scope) {
      Scope inner = scope.inner();
      assignments.forEach(one -> one.target().assign(inner, one.value().value(scope)));
      return body.run(inner);
    }
  }

  /** {@code generation} … {@code endgeneration}: what the assistant wrote (transformers). */
  record Generation(Block body) implements Statement {
    @Override
    public Flow run(Scope scope) {
      scope.run().generated(() -> body.run(scope.inner()));
      return Flow.NEXT;
    }
  }

  /** {@code macro name(parameters)}: names, and defaults of the last of them. */
  record Macro(String name, List<String> parameters, Map<String, Expression> defaults, Block body)
      implements Statement {
    @Override
    public Flow run(Scope scope) {
      scope.set(name, callable(scope));
      return Flow.NEXT;
    }

    Callable callable(Scope scope) {
      return arguments -> {
        Scope inner = scope.inner();
        if (arguments.positional().size() > parameters.size()) {
          throw Fault.unrenderable("the macro \"" + name + "\" is called with too many arguments");
        }
        for (int i = 0; i < parameters.size(); i++) {
          inner.set(parameters.get(i), argument(inner, arguments, i));
        }
        if (arguments.named().containsKey("caller")) {
          inner.set("caller", arguments.named().get("caller"));
        }
        return scope.run().captured(() -> body.run(inner));
      };
    }

    private Object argument(Scope inner, Arguments arguments, int place) {
      String parameter = parameters.get(place);
      Object given = arguments.get(place, parameter, new Undefined(parameter));
      return given instanceof Undefined && defaults.containsKey(parameter)
          ? defaults.get(parameter).value(inner)
          : given;
    }
  }

  /** {@code call macro(arguments)} … {@code endcall}: the body is the macro's caller(). */
  record CallBlock(Expression.Call call, Macro caller) implements Statement {
    @Override
    public Flow run(Scope scope) {
      Arguments given = call.arguments().values(scope);
      Map<String, Object> named = new LinkedHashMap<>(given.named());
      named.put("caller", caller.callable(scope));
      Object macro = call.callee().value(scope);
      Object text = Expression.Call.call(macro, new Arguments(given.positional(), named));
      scope.run().write(Values.text(text));
      return Flow.NEXT;
    }
  }
}
