package io.seekforge.text.template.jinja;

import java.util.HashMap;
import java.util.Map;

/** Variables by name; what an inner scope sets, an outer one does not see. */
final class Scope {
  private final Scope outer;
  private final Run run;
  private final Map<String, Object> variables = new HashMap<>();

  Scope(Run run, Map<String, Object> variables) {
    this.outer = null;
    this.run = run;
    this.variables.putAll(variables);
  }

  private Scope(Scope outer) {
    this.outer = outer;
    this.run = outer.run;
  }

  Scope inner() {
    return new Scope(this);
  }

  Run run() {
    return run;
  }

  Object get(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      if (scope.variables.containsKey(name)) {
        return scope.variables.get(name);
      }
    }
    return new Undefined(name);
  }

  void set(String name, Object value) {
    variables.put(name, value);
  }
}
