package io.seekforge.training.rounds;

import io.seekforge.api.PackedSequence;
import io.seekforge.model.LossSum;
import io.seekforge.training.resident.ModelContext;
import io.seekforge.training.resident.Resident;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The workers of one task: one per core that it has, or fewer that share the cores where there are
 * fewer sequences. A sequence is computed whole by one worker, into a vector of its own; the
 * vectors are added in the order of the sequences. The bits of a sum are therefore the same for any
 * number of workers.
 */
public final class Crew implements AutoCloseable {
  private final List<Resident.Lease> leases = new ArrayList<>();
  private final List<INDArray> vectors = new ArrayList<>();
  private final ExecutorService threads;

  /**
   * Borrows the workers.
   *
   * @param cores of the task, at least 1
   * @param sequences at most so many are computed at a time, at least 1
   */
  public Crew(ModelContext model, int cores, int sequences) {
    int workers = Math.min(cores, sequences);
    threads = workers > 1 ? Executors.newFixedThreadPool(workers) : null;
    try {
      for (int i = 0; i < workers; i++) {
        leases.add(
            Resident.lease(model.base(), model.trainable(), model.losses(), cores / workers));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Takes the trainable parameters for the calls that follow. */
  public void use(INDArray parameters) {
    leases.forEach(lease -> lease.worker().use(parameters));
  }

  /** Loss of each sequence. */
  public List<LossSum> losses(List<PackedSequence> sequences) {
    List<LossSum> losses = new ArrayList<>(sequences.size());
    for (int from = 0; from < sequences.size(); from += leases.size()) {
      losses.addAll(wave(sequences, from, (i, sequence) -> leases.get(i).worker().loss(sequence)));
    }
    return losses;
  }

  /**
   * Loss of each sequence, and the gradient of their sum.
   *
   * @param turns the sequences and the draws of each
   * @param sum flat vector the gradients are added to, in the order of the sequences
   */
  List<LossSum> gradients(List<Turn> turns, INDArray sum) {
    while (vectors.size() < leases.size()) {
      vectors.add(FlatVector.zeros(sum.length()));
    }
    List<LossSum> losses = new ArrayList<>(turns.size());
    for (int from = 0; from < turns.size(); from += leases.size()) {
      List<LossSum> wave = wave(turns, from, this::gradient);
      for (int i = 0; i < wave.size(); i++) {
        sum.addi(vectors.get(i));
      }
      losses.addAll(wave);
    }
    return losses;
  }

  private LossSum gradient(int worker, Turn turn) {
    INDArray vector = vectors.get(worker);
    vector.assign(0);
    return leases.get(worker).worker().gradient(turn.sequence(), turn.draws(), vector);
  }

  /** One sequence for each worker, starting with {@code from}; results in their order. */
  private <S> List<LossSum> wave(
      List<S> sequences, int from, BiFunction<Integer, S, LossSum> computation) {
    if (threads == null) {
      return List.of(computation.apply(0, sequences.get(from)));
    }
    List<CompletableFuture<LossSum>> running = new ArrayList<>();
    for (int i = 0; i < leases.size() && from + i < sequences.size(); i++) {
      int worker = i;
      S sequence = sequences.get(from + i);
      running.add(
          CompletableFuture.supplyAsync(() -> computation.apply(worker, sequence), threads));
    }
    try {
      return running.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } finally {
      // A failure must not leave a worker computing when the crew gives it back.
      running.forEach(future -> future.handle((loss, error) -> loss).join());
    }
  }

  @Override
  public void close() {
    leases.forEach(Resident.Lease::close);
    vectors.forEach(INDArray::close);
    if (threads != null) {
      threads.shutdown();
    }
  }
}
