package io.seekforge.cli.spark;

import io.seekforge.cli.cluster.Masters;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** A session for a command that has no recipe and no workspace. */
public final class PlainSession implements AutoCloseable {
  private final SparkSession session;

  private PlainSession(SparkSession session) {
    this.session = session;
  }

  /**
   * Starts Spark.
   *
   * @param name what it does, for the cluster's pages
   * @param master Spark master, or null: as spark-submit says, else {@code local[*]}
   */
  public static PlainSession start(String name, String master) {
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.master", master == null ? "local[*]" : master);
    conf.setIfMissing("spark.app.name", "seekforge " + name);
    LazySession.settings().forEach(conf::setIfMissing);
    if (conf.get("spark.master").startsWith("local")) {
      conf.setIfMissing("spark.ui.enabled", "false");
      conf.setIfMissing("spark.driver.host", "127.0.0.1");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    }
    Masters.require(conf, HadoopSettings.configuration());
    return new PlainSession(SparkSession.builder().config(conf).getOrCreate());
  }

  /** Spark's context for Java. */
  public JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(session.sparkContext());
  }

  @Override
  public void close() {
    session.stop();
  }
}
