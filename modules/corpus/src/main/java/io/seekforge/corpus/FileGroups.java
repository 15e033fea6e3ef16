package io.seekforge.corpus;

import java.util.ArrayList;
import java.util.List;

/** Deals files to tasks: many small ones to one task, a large one to a task of its own. */
final class FileGroups {
  /** What opening a file costs, in bytes that could be read meanwhile. */
  private static final long OPEN_COST = 64 << 10;

  private static final long GREATEST = 64L << 20;
  private static final int TASKS_PER_CORE = 3;

  private FileGroups() {}

  /** Files in groups of similar cost, in their order. */
  static List<List<InputFile>> of(List<InputFile> files, int cores) {
    long total = files.stream().mapToLong(FileGroups::cost).sum();
    long target = Math.min(GREATEST, total / ((long) cores * TASKS_PER_CORE) + 1);
    List<List<InputFile>> groups = new ArrayList<>();
    List<InputFile> group = new ArrayList<>();
    long cost = 0;
    for (InputFile file : files) {
      if (!group.isEmpty() && cost + cost(file) > target) {
        groups.add(List.copyOf(group));
        group.clear();
        cost = 0;
      }
      group.add(file);
      cost += cost(file);
    }
    if (!group.isEmpty()) {
      groups.add(List.copyOf(group));
    }
    return groups;
  }

  private static long cost(InputFile file) {
    return file.bytes() + OPEN_COST;
  }
}
