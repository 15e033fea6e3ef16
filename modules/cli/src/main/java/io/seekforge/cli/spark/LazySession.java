package io.seekforge.cli.spark;

import io.seekforge.api.recipe.Recipe;
import io.seekforge.cli.cluster.ClusterChecks;
import io.seekforge.cli.pipeline.Progress;
import io.seekforge.cli.pipeline.Workspace;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** A SparkSession that starts when it is first asked for. */
public final class LazySession implements Supplier<SparkSession>, AutoCloseable {
  private final Recipe recipe;
  private final Workspace workspace;
  private final String master;
  private final Progress progress;
  private final boolean locked;
  private final ClusterChecks checks;
  private SparkSession session;

  /**
   * A session to be.
   *
   * @param master Spark master, or null: as spark-submit says, else {@code local[*]}
   * @param model what of the base model the run uses
   */
  public LazySession(
      Recipe recipe,
      Workspace workspace,
      String master,
      Progress progress,
      ClusterChecks.Model model) {
    this(recipe, workspace, master, progress, model, true);
  }

  private LazySession(
      Recipe recipe,
      Workspace workspace,
      String master,
      Progress progress,
      ClusterChecks.Model model,
      boolean locked) {
    this.recipe = recipe;
    this.workspace = workspace;
    this.master = master;
    this.progress = progress;
    this.locked = locked;
    this.checks = new ClusterChecks(recipe, model);
  }

  /** A session for reading beside a run: it leaves the workspace and its lock alone. */
  public static LazySession reading(
      Recipe recipe, Workspace workspace, String master, Progress progress) {
    return new LazySession(recipe, workspace, master, progress, ClusterChecks.Model.NONE, false);
  }

  @Override
  public SparkSession get() {
    if (session == null) {
      start();
    }
    return session;
  }

  private void start() {
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.master", master == null ? "local[*]" : master);
    conf.setIfMissing("spark.app.name", "seekforge " + recipe.name());
    settings().forEach(conf::setIfMissing);
    if (conf.get("spark.master").startsWith("local")) {
      localSettings(conf).forEach(conf::setIfMissing);
    }
    checks.before(conf);
    session = SparkSession.builder().config(conf).getOrCreate();
    if (locked) {
      checks.after(JavaSparkContext.fromSparkContext(session.sparkContext()), workspace.root());
      session.sparkContext().addSparkListener(new TaskProgress(progress));
    }
  }

  /** What results must not depend on is fixed. */
  static Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("spark.sql.session.timeZone", "UTC");
    settings.put("spark.speculation", "false");
    settings.put("spark.ui.showConsoleProgress", "false");
    settings.put("spark.sql.parquet.compression.codec", "snappy");
    // Files and estimates say little of what a table takes in memory: n-grams of a megabyte of
    // Parquet filled a heap as a broadcast. What shuffles have measured decides.
    settings.put("spark.sql.autoBroadcastJoinThreshold", "-1");
    settings.put("spark.sql.adaptive.autoBroadcastJoinThreshold", "10MB");
    // Most of what is broadcast are a round's parameters, which do not shrink.
    settings.put("spark.broadcast.compress", "false");
    // Results of a round are gradients: what they take follows from the recipe, not from a mistake.
    settings.put("spark.driver.maxResultSize", "0");
    settings.put("spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs", "false");
    return settings;
  }

  private Map<String, String> localSettings(SparkConf conf) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("spark.ui.enabled", "false");
    if (!conf.get("spark.master").startsWith("local-cluster")) {
      // A computer that has slept: Spark would give up its only executor, this process, and end it
      // ten minutes later.
      settings.put("spark.storage.blockManagerHeartbeatTimeoutMs", "365d");
    }
    settings.put("spark.driver.host", "127.0.0.1");
    settings.put("spark.driver.bindAddress", "127.0.0.1");
    settings.put(
        "spark.sql.shuffle.partitions",
        Integer.toString(Math.max(2, Runtime.getRuntime().availableProcessors())));
    Path temporary = new Path(workspace.root(), "tmp");
    if (locked && workspace.files().getScheme().equals("file")) {
      String folder = temporary.toUri().getPath();
      settings.put("spark.local.dir", folder);
      settings.put("spark.sql.warehouse.dir", folder + "/warehouse");
      removeLeftovers(temporary);
    }
    return settings;
  }

  /** Spark removes its folders when it ends, but not when it is killed; the lock is held here. */
  private void removeLeftovers(Path temporary) {
    try {
      workspace.files().delete(temporary, true);
    } catch (IOException e) {
      progress.line("Cannot delete " + temporary + ": " + e.getMessage());
    }
  }

  @Override
  public void close() {
    if (session != null) {
      session.stop();
      session = null;
    }
  }
}
