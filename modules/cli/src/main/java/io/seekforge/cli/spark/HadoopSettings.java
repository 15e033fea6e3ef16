package io.seekforge.cli.spark;

import org.apache.hadoop.conf.Configuration;

/** The Hadoop configuration before Spark starts: site files, then {@code spark.hadoop.*}. */
public final class HadoopSettings {
  private static final String PREFIX = "spark.hadoop.";

  private HadoopSettings() {}

  /** A configuration as Spark would see it; spark-submit passes its settings as properties. */
  public static Configuration configuration() {
    Configuration configuration = new Configuration();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith(PREFIX)) {
        configuration.set(name.substring(PREFIX.length()), System.getProperty(name));
      }
    }
    return configuration;
  }
}
