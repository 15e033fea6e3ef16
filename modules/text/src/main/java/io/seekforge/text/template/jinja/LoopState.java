package io.seekforge.text.template.jinja;

import java.util.List;

/** The variable {@code loop}. */
final class LoopState implements Attributes {
  private final List<Object> elements;
  private int index;
  private List<Object> lastChanged;

  LoopState(List<Object> elements) {
    this.elements = elements;
  }

  void at(int newIndex) {
    index = newIndex;
  }

  @Override
  public Object attribute(String name) {
    return switch (name) {
      case "index" -> index + 1L;
      case "index0" -> (long) index;
      case "revindex" -> (long) elements.size() - index;
      case "revindex0" -> elements.size() - index - 1L;
      case "first" -> index == 0;
      case "last" -> index == elements.size() - 1;
      case "length" -> (long) elements.size();
      case "depth" -> 1L;
      case "depth0" -> 0L;
      case "previtem" -> index > 0 ? elements.get(index - 1) : new Undefined("previtem");
      case "nextitem" ->
          index + 1 < elements.size() ? elements.get(index + 1) : new Undefined("nextitem");
      case "cycle" -> (Callable) this::cycle;
      case "changed" -> (Callable) this::changed;
      default -> new Undefined("loop." + name);
    };
  }

  private Object cycle(Arguments arguments) {
    if (arguments.positional().isEmpty()) {
      throw Fault.unrenderable("loop.cycle needs values");
    }
    return arguments.positional().get(index % arguments.positional().size());
  }

  private Object changed(Arguments arguments) {
    boolean changed = lastChanged == null || !Values.equal(lastChanged, arguments.positional());
    lastChanged = arguments.positional();
    return changed;
  }
}
