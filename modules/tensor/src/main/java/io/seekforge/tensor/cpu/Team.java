package io.seekforge.tensor.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that calls, and helpers that share its work. How work is cut into parts must not
 * depend on the number of threads; then results do not either.
 */
final class Team implements AutoCloseable {
  /** oneDNN's float32 product may keep half a megabyte on the stack. */
  private static final long STACK_BYTES = 4L << 20;

  private final List<Helper> helpers = new ArrayList<>();

  /** One part of a job; members are numbered from 0, the caller. */
  interface Part {
    void run(int member, int part);
  }

  Team(int threads) {
    for (int member = 1; member < threads; member++) {
      Helper helper = new Helper(member);
      helpers.add(helper);
      helper.start();
    }
  }

  /** Number of threads, the caller's included. */
  int size() {
    return helpers.size() + 1;
  }

  /** Runs the parts 0 … count − 1, each once, in any order; returns when all are done. */
  void run(int count, Part part) {
    int useful = Math.min(helpers.size(), count - 1);
    if (useful <= 0) {
      for (int i = 0; i < count; i++) {
        part.run(0, i);
      }
      return;
    }
    Job job = new Job(count, part, useful);
    for (int i = 0; i < useful; i++) {
      helpers.get(i).give(job);
    }
    job.work(0);
    job.await();
  }

  /** Parts of one call, taken by whoever is free. */
  private static final class Job {
    private final int count;
    private final Part part;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch helping;
    private volatile Throwable failure;

    Job(int count, Part part, int helpers) {
      this.count = count;
      this.part = part;
      this.helping = new CountDownLatch(helpers);
    }

    void work(int member) {
      try {
        int i;
        while ((i = next.getAndIncrement()) < count) {
          part.run(member, i);
        }
      } catch (RuntimeException | Error e) {
        failure = e;
        next.set(count);
      }
    }

    /** Waits even when interrupted: helpers write into the caller's memory. */
    void await() {
      boolean interrupted = false;
      while (true) {
        try {
          helping.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure != null) {
        throw (RuntimeException) failure;
      }
    }
  }

  private static final class Helper extends Thread {
    /** Turns of waiting before the thread sleeps: operations follow within microseconds. */
    private static final int SPINS = 2000;

    private final int member;
    private volatile Job job;
    private volatile boolean closed;

    Helper(int member) {
      super(null, null, "tensor-" + member, STACK_BYTES);
      this.member = member;
      setDaemon(true);
    }

    void give(Job given) {
      job = given;
      LockSupport.unpark(this);
    }

    @Override
    public void run() {
      int spins = 0;
      while (!closed) {
        Job given = job;
        if (given != null) {
          job = null;
          given.work(member);
          given.helping.countDown();
          spins = 0;
        } else if (spins++ < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
    }

    void end() {
      closed = true;
      LockSupport.unpark(this);
    }
  }

  @Override
  public void close() {
    helpers.forEach(Helper::end);
  }
}
