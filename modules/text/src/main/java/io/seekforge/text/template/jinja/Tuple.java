package io.seekforge.text.template.jinja;

import java.util.AbstractList;
import java.util.List;

/** Python's tuple: a list that prints in round brackets and equals no list. */
final class Tuple extends AbstractList<Object> {
  private final List<?> elements;

  Tuple(List<?> elements) {
    this.elements = elements;
  }

  @Override
  public Object get(int index) {
    return elements.get(index);
  }

  @Override
  public int size() {
    return elements.size();
  }
}
