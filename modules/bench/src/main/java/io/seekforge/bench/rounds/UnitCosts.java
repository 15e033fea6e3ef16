package io.seekforge.bench.rounds;

import java.io.PrintStream;
import java.lang.reflect.RecordComponent;
import java.util.Locale;

/**
 * What the parts of a round cost a processor, in seconds: the network is not in them. Fitted by
 * {@link UnitFit}.
 *
 * @param stage a stage's beginning and end, beside its tasks
 * @param launch the driver's scheduler for each task
 * @param task from a task's end on an executor to the next one's beginning
 * @param broadcastWrite a byte of a broadcast, on the driver
 * @param broadcastRead a byte of a broadcast, once on each executor
 * @param vector a byte of a vector in a task, beside computing: parameters in, gradient out
 * @param resultWrite a byte of a result, in its task
 * @param resultRead a byte of a result, on one of the driver's threads
 * @param sum a parameter of a replica's gradient, added
 * @param step a parameter of the driver's optimiser step
 * @param parametersRead a byte of parameters read from files and hashed
 * @param shuffleWrite a byte written into the shuffle
 * @param shuffleRead a byte read from the shuffle
 * @param finish a parameter of a summed block: divided, its squares summed, kept
 * @param update a parameter of a block's update: files read and hashed, step, files written
 */
public record UnitCosts(
    double stage,
    double launch,
    double task,
    double broadcastWrite,
    double broadcastRead,
    double vector,
    double resultWrite,
    double resultRead,
    double sum,
    double step,
    double parametersRead,
    double shuffleWrite,
    double shuffleRead,
    double finish,
    double update) {
  /** Prints them as Markdown. */
  void print(PrintStream out) {
    for (RecordComponent component : UnitCosts.class.getRecordComponents()) {
      try {
        double seconds = (double) component.getAccessor().invoke(this);
        out.printf(Locale.ROOT, "| %s | %.3g |%n", component.getName(), seconds);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
