package io.seekforge.cli.spark;

import io.seekforge.cli.pipeline.Progress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Shows how many tasks of a Spark stage are done, for stages of some size. */
final class TaskProgress extends SparkListener {
  /** Below this a stage is over before anybody has read the line. */
  private static final int SMALLEST = 16;

  private final Progress progress;
  private final Map<Integer, Integer> running = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> done = new ConcurrentHashMap<>();

  TaskProgress(Progress progress) {
    this.progress = progress;
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted event) {
    int tasks = event.stageInfo().numTasks();
    if (tasks >= SMALLEST) {
      running.put(event.stageInfo().stageId(), tasks);
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    Integer total = running.get(event.stageId());
    if (total != null && event.taskInfo().successful()) {
      int finished = done.merge(event.stageId(), 1, Integer::sum);
      progress.advance("tasks " + event.stageId(), "  tasks", finished, total);
    }
  }

  @Override
  public void onStageCompleted(SparkListenerStageCompleted event) {
    running.remove(event.stageInfo().stageId());
    done.remove(event.stageInfo().stageId());
  }
}
