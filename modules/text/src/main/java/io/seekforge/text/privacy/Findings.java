package io.seekforge.text.privacy;

import java.util.ArrayList;
import java.util.List;

/** Findings of one text in rising order; none overlaps the one before. */
final class Findings {
  private final List<Finding> list = new ArrayList<>();
  private int end;

  /** Adds a finding unless it overlaps the last one; says whether it was added. */
  boolean add(PersonalKind kind, int start, int findingEnd) {
    if (start < end || findingEnd <= start) {
      return false;
    }
    list.add(new Finding(kind, start, findingEnd));
    end = findingEnd;
    return true;
  }

  /** Offset after the last finding, 0 before the first. */
  int end() {
    return end;
  }

  List<Finding> list() {
    return list;
  }
}
