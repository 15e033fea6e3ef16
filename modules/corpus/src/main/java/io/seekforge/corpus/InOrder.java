package io.seekforge.corpus;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.spark.sql.Row;

/**
 * Works on a few rows at a time by threads of its own and gives the results in the rows' order.
 *
 * @param <T> what becomes of a row
 */
final class InOrder<T> implements Iterator<T>, AutoCloseable {
  private final Iterator<Row> rows;
  private final Function<Row, T> work;
  private final int width;
  private final ExecutorService threads;
  private final Deque<Future<T>> underway = new ArrayDeque<>();

  InOrder(Iterator<Row> rows, Function<Row, T> work, int width) {
    this.rows = rows;
    this.work = work;
    this.width = width;
    this.threads = Executors.newFixedThreadPool(width);
  }

  @Override
  public boolean hasNext() {
    return !underway.isEmpty() || rows.hasNext();
  }

  @Override
  public T next() {
    while (underway.size() < width && rows.hasNext()) {
      Row row = rows.next();
      underway.add(threads.submit(() -> work.apply(row)));
    }
    if (underway.isEmpty()) {
      throw new NoSuchElementException();
    }
    try {
      return underway.remove().get();
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

  /** Stops the threads, whatever they are at. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
