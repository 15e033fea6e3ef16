package io.seekforge.corpus;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks that run. Spark reports a failed job while other tasks of it are still at work; what
 * these have in flight and paid for would be lost to a second run, or with the application, if the
 * driver went on at once.
 */
final class RunningTasks extends SparkListener {
  private static final Logger LOG = LoggerFactory.getLogger(RunningTasks.class);

  /** What a killed task takes beyond its requests: to notice it, and to store what has come. */
  private static final int ENDING_SECONDS = 15;

  private static final String MARK = "seekforge.running-tasks.mark";

  private final String mark = UUID.randomUUID().toString();
  private final Set<Long> tasks = new HashSet<>();
  private boolean marked;

  /**
   * Does some work; if it fails, waits until the tasks that it started are over.
   *
   * @param seconds what a request may take
   */
  static <T> T outlived(SparkContext spark, int seconds, Supplier<T> work) {
    RunningTasks running = new RunningTasks();
    spark.addSparkListener(running);
    try {
      return work.get();
    } catch (Exception failure) {
      running.awaitEnd(spark, seconds + ENDING_SECONDS, failure);
      throw failure;
    } finally {
      spark.removeSparkListener(running);
    }
  }

  private void awaitEnd(SparkContext spark, int seconds, Exception failure) {
    try {
      mark(spark);
      await(TimeUnit.SECONDS.toNanos(seconds));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      // The application is being stopped: there is nobody left to ask.
      failure.addSuppressed(e);
    }
  }

  /** Events come late, but in order: after a job without tasks all that started are known. */
  private void mark(SparkContext spark) {
    spark.setLocalProperty(MARK, mark);
    try {
      JavaSparkContext.fromSparkContext(spark).emptyRDD().count();
    } finally {
      spark.setLocalProperty(MARK, null);
    }
  }

  private synchronized void await(long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0 && !(marked && tasks.isEmpty()); ) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = end - System.nanoTime();
    }
    if (!tasks.isEmpty()) {
      LOG.warn(
          "{} tasks of a failed job are still at work: what they ask may be lost", tasks.size());
    }
  }

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart event) {
    tasks.add(event.taskInfo().taskId());
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
    tasks.remove(event.taskInfo().taskId());
    notifyAll();
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart event) {
    marked |= event.properties() != null && mark.equals(event.properties().getProperty(MARK));
    notifyAll();
  }
}
