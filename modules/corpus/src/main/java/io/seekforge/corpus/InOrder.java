package io.seekforge.corpus;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Works on a few items of a Spark task at a time, by threads of its own, and gives the results in
 * the items' order. When the task ends, be it before its time, what is underway comes to its end
 * first: answers of an endpoint may have been paid for.
 *
 * @param <S> the items
 * @param <T> what becomes of an item
 */
final class InOrder<S, T> implements Iterator<T> {
  /** How soon a task that Spark has killed stops to wait for a result. */
  private static final long LOOK_MILLIS = 100;

  /** What storing the last answers may take after the last of them has come. */
  private static final int STORING_SECONDS = 5;

  private final TaskContext task;
  private final Iterator<S> items;
  private final Function<S, T> work;
  private final int width;
  private final ExecutorService threads;
  private final Deque<Future<T>> underway = new ArrayDeque<>();

  /** Must be followed by {@link #endWithTask}. */
  InOrder(TaskContext task, Iterator<S> items, Function<S, T> work, int width) {
    this.task = task;
    this.items = items;
    this.work = work;
    this.width = width;
    this.threads = Executors.newFixedThreadPool(width);
  }

  /**
   * Ends the work with its task.
   *
   * @param stop lets the work begin nothing new, so that what is underway comes to its end soon
   * @param seconds what that may take; threads that are still at work then are interrupted
   */
  void endWithTask(Runnable stop, int seconds) {
    TaskCompletionListener end =
        context -> {
          stop.run();
          threads.shutdown();
          awaitEnd(TimeUnit.SECONDS.toNanos(seconds + STORING_SECONDS));
          threads.shutdownNow();
        };
    task.addTaskCompletionListener(end);
  }

  @Override
  public boolean hasNext() {
    return !underway.isEmpty() || items.hasNext();
  }

  @Override
  public T next() {
    while (underway.size() < width && items.hasNext()) {
      S item = items.next();
      underway.add(threads.submit(() -> work.apply(item)));
    }
    if (underway.isEmpty()) {
      throw new NoSuchElementException();
    }
    return result(underway.remove());
  }

  /** Spark itself stops a killed task only at its next row, many answers later. */
  private T result(Future<T> result) {
    while (true) {
      if (task.isInterrupted()) {
        throw new TaskKilledException("its stage has stopped");
      }
      try {
        return result.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        // Not there yet: look again whether the task may go on.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while waiting for a result", e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
  }

  /**
   * Spark may have interrupted the task to kill it: its answers are worth the time all the same.
   */
  private void awaitEnd(long nanos) {
    long end = System.nanoTime() + nanos;
    boolean interrupted = false;
    while (true) {
      try {
        threads.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
