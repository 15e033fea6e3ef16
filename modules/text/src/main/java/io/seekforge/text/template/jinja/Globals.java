package io.seekforge.text.template.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Functions every template can call. {@code strftime_now} of transformers is not among them: a
 * rendering must not depend on the day. Templates ask whether it is defined and have a fixed date
 * for that case.
 */
final class Globals {
  /** Longest range, as in the sandbox of jinja2. */
  private static final int MOST_RANGE = 100_000;

  static final Map<String, Object> ALL =
      Map.of(
          "range", (Callable) Globals::range,
          "namespace", (Callable) Globals::namespace,
          "dict", (Callable) Globals::dictionary,
          "raise_exception", (Callable) Globals::raise);

  private Globals() {}

  private static Object namespace(Arguments arguments) {
    return new Namespace(arguments.named());
  }

  private static Object dictionary(Arguments arguments) {
    Map<Object, Object> map = new LinkedHashMap<>();
    if (arguments.get(0, "", null) instanceof Map<?, ?> given) {
      map.putAll(given);
    }
    map.putAll(arguments.named());
    return map;
  }

  private static Object raise(Arguments arguments) {
    throw Fault.unrenderable("it says \"" + Values.text(arguments.required(0, "message")) + "\"");
  }

  private static Object range(Arguments arguments) {
    boolean single = arguments.positional().size() == 1;
    long start = single ? 0 : arguments.whole(0, "start", 0);
    long stop = arguments.whole(single ? 0 : 1, "stop", 0);
    long step = arguments.whole(2, "step", 1);
    List<Object> numbers = new ArrayList<>();
    for (long i = start; step > 0 ? i < stop : step < 0 && i > stop; i += step) {
      if (numbers.size() == MOST_RANGE) {
        throw Fault.unrenderable("a range has more than " + MOST_RANGE + " numbers");
      }
      numbers.add(i);
    }
    return numbers;
  }
}
