package io.seekforge.text.template.jinja;

import java.util.List;
import java.util.Map;

/**
 * Arguments of a call, evaluated.
 *
 * @param positional those without a name, in order; may hold null for None
 * @param named those with a name
 */
record Arguments(List<Object> positional, Map<String, Object> named) {
  static final Arguments NONE = new Arguments(List.of(), Map.of());

  /** The argument at a place or of a name; the default if it was not given. */
  Object get(int place, String name, Object absent) {
    if (place < positional.size()) {
      return positional.get(place);
    }
    return named.containsKey(name) ? named.get(name) : absent;
  }

  Object required(int place, String name) {
    if (place >= positional.size() && !named.containsKey(name)) {
      throw Fault.unrenderable("the argument \"" + name + "\" is missing in a call");
    }
    return get(place, name, null);
  }

  String text(int place, String name) {
    if (required(place, name) instanceof String text) {
      return text;
    }
    throw Fault.unrenderable("the argument \"" + name + "\" must be a string");
  }

  long whole(int place, String name, long absent) {
    Object value = get(place, name, absent);
    if (value instanceof Long || value instanceof Boolean) {
      return Numbers.whole(value);
    }
    throw Fault.unrenderable("the argument \"" + name + "\" must be a whole number");
  }

  boolean flag(int place, String name, boolean absent) {
    return Values.truth(get(place, name, absent));
  }

  /** The arguments behind the first. */
  Arguments rest() {
    return new Arguments(positional.subList(1, positional.size()), named);
  }
}
