package io.seekforge.training;

import io.seekforge.training.rounds.Parameters;
import io.seekforge.training.rounds.Values;
import io.seekforge.training.store.HadoopFolder;
import io.seekforge.training.store.TemporaryFolder;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Writes what was trained where it belongs: on the driver, or, if the driver does not hold it, in
 * one task.
 *
 * @param name of the folder
 * @param target folder that gets its files, path or URI
 * @param files makes them
 */
record ModelOutput(String name, String target, Files files) implements Serializable {
  /** Makes the files of a model or an adapter. */
  interface Files extends Serializable {
    /**
     * @param folder local, not there yet
     * @param parameters flat float32 vector
     */
    void write(Path folder, INDArray parameters);
  }

  void write(JavaSparkContext spark, Parameters parameters) {
    if (parameters instanceof Values) {
      write(parameters, spark.hadoopConfiguration());
      return;
    }
    SerializableConfiguration hadoop = new SerializableConfiguration(spark.hadoopConfiguration());
    // Executors have working folders of their own.
    String there = new HadoopFolder(target, hadoop.value()).qualified();
    ModelOutput qualified = new ModelOutput(name, there, files);
    try (Sent<SerializableConfiguration> sent = Sent.of(spark, hadoop)) {
      Broadcast<SerializableConfiguration> configuration = sent.broadcast();
      spark
          .parallelize(List.of(parameters), 1)
          .foreach(stored -> qualified.write(stored, configuration.value().value()));
    }
  }

  private void write(Parameters parameters, Configuration hadoop) {
    try (TemporaryFolder temporary = TemporaryFolder.make();
        INDArray vector = parameters.vector(hadoop)) {
      files.write(temporary.resolve(name), vector);
      temporary.copyTo(name, new HadoopFolder(target, hadoop));
    }
  }
}
