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

/**
 * Works on a few items at a time by threads of its own and gives the results in the items' order.
 *
 * @param <S> the items
 * @param <T> what becomes of an item
 */
final class InOrder<S, T> implements Iterator<T>, AutoCloseable {
  private final Iterator<S> items;
  private final Function<S, T> work;
  private final int width;
  private final ExecutorService threads;
  private final Deque<Future<T>> underway = new ArrayDeque<>();

  InOrder(Iterator<S> items, Function<S, T> work, int width) {
    this.items = items;
    this.work = work;
    this.width = width;
    this.threads = Executors.newFixedThreadPool(width);
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
