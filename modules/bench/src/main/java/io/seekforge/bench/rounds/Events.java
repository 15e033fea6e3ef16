package io.seekforge.bench.rounds;

import java.util.PriorityQueue;

/** A clock and what happens at its times, in their order; at one time in the order of asking. */
final class Events {
  private final PriorityQueue<Event> queue = new PriorityQueue<>();
  private double now;
  private long asked;

  private record Event(double time, long number, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int order = Double.compare(time, other.time);
      return order != 0 ? order : Long.compare(number, other.number);
    }
  }

  /** Seconds since the start. */
  double now() {
    return now;
  }

  /** Does it so many seconds from now. */
  void in(double seconds, Runnable action) {
    at(now + seconds, action);
  }

  /** Does it at that time, not before now. */
  void at(double time, Runnable action) {
    queue.add(new Event(Math.max(now, time), asked++, action));
  }

  /** Until nothing is left to happen. */
  void run() {
    while (!queue.isEmpty()) {
      Event event = queue.poll();
      now = event.time;
      event.action.run();
    }
  }
}
