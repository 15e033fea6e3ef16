package io.seekforge.model;

import io.seekforge.api.PackedSequence;
import io.seekforge.api.SplitMix;
import io.seekforge.tensor.cpu.OptimizerKernels;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Gradients of many sequences on some threads of this process. Each sequence's gradient is computed
 * into a vector of its thread and added to the sum in the order of sequences, so that the bits do
 * not depend on the number of threads.
 */
public final class ParallelGradient implements AutoCloseable {
  /** oneDNN's float32 product keeps half a megabyte on the stack. */
  private static final long STACK_BYTES = 4L << 20;

  private final List<ModelWorker> workers = new ArrayList<>();
  private final List<INDArray> own = new ArrayList<>();
  private final ExecutorService executor;

  /**
   * Makes workers and their threads.
   *
   * @param sequences at most so many are computed at the same time; threads beyond them share the
   *     operations of one
   */
  public ParallelGradient(
      CausalModel model, Trainable trainable, int threads, int sequences, boolean recompute) {
    int count = Math.min(threads, sequences);
    long size = model.layout(trainable).size();
    for (int i = 0; i < count; i++) {
      workers.add(model.worker(trainable, recompute, threads / count));
      own.add(Nd4j.zeros(DataType.FLOAT, size));
    }
    this.executor =
        Executors.newFixedThreadPool(
            count,
            task -> {
              Thread thread = new Thread(null, task, "gradient", STACK_BYTES);
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Loss and gradient sums over the sequences.
   *
   * @param parameters flat float32 vector; must not change during the call
   * @param gradientSum d(loss sum)/d(parameters) is added
   */
  public LossSum compute(
      INDArray parameters, List<PackedSequence> sequences, INDArray gradientSum) {
    return compute(
        parameters,
        new Turns(
            sequences.size(),
            gradientSum,
            (worker, i, gradient) -> worker.gradient(sequences.get(i), gradient)));
  }

  /**
   * Loss and gradient sums over the sequences, with dropout.
   *
   * @param parameters flat float32 vector; must not change during the call
   * @param draws of this call; each sequence has its own under them, by its place in the list
   * @param gradientSum d(loss sum)/d(parameters) is added
   */
  public LossSum compute(
      INDArray parameters, List<PackedSequence> sequences, long draws, INDArray gradientSum) {
    return compute(
        parameters,
        new Turns(
            sequences.size(),
            gradientSum,
            (worker, i, gradient) ->
                worker.gradient(sequences.get(i), SplitMix.next(draws, i), gradient)));
  }

  private LossSum compute(INDArray parameters, Turns turns) {
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < workers.size(); i++) {
      ModelWorker worker = workers.get(i);
      INDArray gradient = own.get(i);
      running.add(
          executor.submit(
              () -> {
                worker.use(parameters);
                turns.work(worker, gradient);
              }));
    }
    await(running);
    return turns.loss;
  }

  private static void await(List<Future<?>> running) {
    RuntimeException failure = null;
    for (Future<?> future : running) {
      try {
        future.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Error error) {
          throw error;
        }
        failure =
            e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure = new IllegalStateException("Interrupted while computing gradients", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** The gradient of one sequence. */
  @FunctionalInterface
  private interface Computation {
    LossSum apply(ModelWorker worker, int sequence, INDArray gradient);
  }

  /** Hands sequences out in order, and lets their gradients be added in the same order. */
  private static final class Turns {
    private final int sequences;
    private final INDArray sum;
    private final Computation computation;
    private final AtomicInteger next = new AtomicInteger();
    private int added;
    private boolean failed;
    private LossSum loss = LossSum.ZERO;

    Turns(int sequences, INDArray sum, Computation computation) {
      this.sequences = sequences;
      this.sum = sum;
      this.computation = computation;
    }

    void work(ModelWorker worker, INDArray gradient) {
      try {
        int i;
        while ((i = next.getAndIncrement()) < sequences) {
          OptimizerKernels.zero(gradient);
          LossSum part = computation.apply(worker, i, gradient);
          add(i, part, gradient);
        }
      } catch (RuntimeException | Error e) {
        fail();
        throw e;
      }
    }

    private synchronized void add(int turn, LossSum part, INDArray gradient) {
      while (added < turn && !failed) {
        try {
          wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("Interrupted while computing gradients", e);
        }
      }
      if (!failed) {
        OptimizerKernels.add(gradient, sum);
        loss = loss.plus(part);
        added++;
        notifyAll();
      }
    }

    private synchronized void fail() {
      failed = true;
      next.set(sequences);
      notifyAll();
    }
  }

  @Override
  public void close() {
    executor.shutdown();
    workers.forEach(ModelWorker::close);
  }
}
