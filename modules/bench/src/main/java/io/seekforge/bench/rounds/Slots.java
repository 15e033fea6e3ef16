package io.seekforge.bench.rounds;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Set;

/** The driver's scheduler: one task at a time leaves it, and an executor runs one at a time. */
final class Slots {
  private static final int ANYWHERE = -1;

  private final Events events;
  private final Cluster cluster;
  private final Set<Integer> free = new LinkedHashSet<>();
  private final List<Integer> waiting = new LinkedList<>();
  private int stage;
  private int[] places = {};
  private double schedulerFree;
  private Task task;

  /** Begins a task on an executor; whoever computes calls {@code ended}. */
  interface Task {
    void begin(int task, int executor, Runnable ended);
  }

  Slots(Events events, Cluster cluster) {
    this.events = events;
    this.cluster = cluster;
  }

  /**
   * Runs a stage's tasks in their order, each on the first executor that is free.
   *
   * @param order executors in the order in which they offer themselves
   */
  void stage(int tasks, int[] order, Task what) {
    int[] anywhere = new int[tasks];
    Arrays.fill(anywhere, ANYWHERE);
    stage(anywhere, order, what);
  }

  /**
   * Runs a stage's tasks where their input is.
   *
   * @param at the executor of each task
   * @param order executors in the order in which they offer themselves
   */
  void stage(int[] at, int[] order, Task what) {
    stage++;
    places = at;
    task = what;
    waiting.clear();
    for (int number = 0; number < at.length; number++) {
      waiting.add(number);
    }
    free.clear();
    for (int executor : order) {
      free.add(executor);
    }
    events.in(cluster.costs().stage(), this::launch);
  }

  private void launch() {
    Iterator<Integer> numbers = waiting.iterator();
    while (numbers.hasNext() && !free.isEmpty()) {
      int number = numbers.next();
      int executor = places[number] == ANYWHERE ? free.iterator().next() : places[number];
      if (free.remove(executor)) {
        numbers.remove();
        start(number, executor);
      }
    }
  }

  private void start(int number, int executor) {
    int own = stage;
    schedulerFree = Math.max(events.now(), schedulerFree) + cluster.costs().launch();
    Runnable ended =
        () -> {
          // The executor of a stage that is over offers itself to the next one.
          if (own == stage) {
            free.add(executor);
            launch();
          }
        };
    events.at(
        schedulerFree + cluster.hardware().latency() + cluster.costs().task(),
        () -> task.begin(number, executor, () -> events.in(cluster.hardware().latency(), ended)));
  }
}
