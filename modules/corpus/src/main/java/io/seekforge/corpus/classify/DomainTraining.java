package io.seekforge.corpus.classify;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.seekforge.api.SplitMix;
import io.seekforge.api.recipe.DomainsSection;
import io.seekforge.text.classify.DomainModel;
import io.seekforge.text.classify.HashedFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * Learns domains by DL4J's MultiLayerNetwork on the driver, in one thread: a hidden layer of ReLU
 * units, softmax, cross-entropy in which all domains weigh the same, Adam. Tasks need no DL4J: the
 * weights go to a {@link DomainModel}.
 */
public final class DomainTraining {
  private final DomainsSection section;
  private final List<String> names;

  public DomainTraining(DomainsSection section) {
    this.section = section;
    this.names = section.names();
  }

  /** The network before it has learned; weighted as the examples of each domain are rare. */
  MultiLayerNetwork network(long[] counts) {
    double all = 0;
    for (long count : counts) {
      all += count;
    }
    double[] weights = new double[counts.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = all / (counts.length * counts[i]);
    }
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(section.seed())
            .weightInit(WeightInit.XAVIER)
            .updater(new Adam(section.learningRate()))
            .list()
            .layer(
                new DenseLayer.Builder()
                    .nIn(section.features())
                    .nOut(section.hidden())
                    .activation(Activation.RELU)
                    .build())
            .layer(
                new OutputLayer.Builder(
                        new LossMCXENT(Nd4j.createFromArray(weights).castTo(DataType.FLOAT)))
                    .nIn(section.hidden())
                    .nOut(names.size())
                    .activation(Activation.SOFTMAX)
                    .build())
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  /**
   * The model of the examples that are not held out.
   *
   * @param counts examples learned from, by label
   */
  public DomainModel learn(Dataset<Row> examples, long[] counts) {
    List<Row> rows =
        examples
            .where(col(ExampleTable.HELD_OUT).equalTo(lit(false)))
            .sort(ExampleTable.DRAW, ExampleTable.LABEL)
            .collectAsList();
    int threads = Nd4j.getEnvironment().maxMasterThreads();
    Nd4j.getEnvironment().setMaxMasterThreads(1);
    try {
      MultiLayerNetwork network = network(counts);
      for (int epoch = 0; epoch < section.epochs(); epoch++) {
        fit(network, shuffled(rows, epoch));
      }
      return model(network);
    } finally {
      Nd4j.getEnvironment().setMaxMasterThreads(threads);
    }
  }

  private void fit(MultiLayerNetwork network, List<Row> rows) {
    for (int from = 0; from < rows.size(); from += section.batch()) {
      List<Row> batch = rows.subList(from, Math.min(rows.size(), from + section.batch()));
      float[][] labels = new float[batch.size()][names.size()];
      for (int i = 0; i < labels.length; i++) {
        labels[i][ExampleTable.label(batch.get(i))] = 1;
      }
      try (INDArray inputs = inputs(batch.stream().map(ExampleTable::features).toList());
          INDArray expected = Nd4j.createFromArray(labels)) {
        network.fit(inputs, expected);
      }
    }
  }

  /** Dense rows, [examples, features]. */
  INDArray inputs(List<HashedFeatures> batch) {
    float[][] dense = new float[batch.size()][section.features()];
    for (int i = 0; i < dense.length; i++) {
      HashedFeatures features = batch.get(i);
      for (int at = 0; at < features.indices().length; at++) {
        dense[i][features.indices()[at]] = (float) features.values()[at];
      }
    }
    return Nd4j.createFromArray(dense);
  }

  /** Fisher and Yates, with a seed of the epoch. */
  private List<Row> shuffled(List<Row> rows, int epoch) {
    List<Row> shuffled = new ArrayList<>(rows);
    for (int i = shuffled.size() - 1; i > 0; i--) {
      long draw = SplitMix.next(SplitMix.next(section.seed(), epoch), i);
      java.util.Collections.swap(shuffled, i, (int) Long.remainderUnsigned(draw, i + 1));
    }
    return shuffled;
  }

  DomainModel model(MultiLayerNetwork network) {
    return new DomainModel(names, layer(network, 0), layer(network, 1));
  }

  private static DomainModel.Layer layer(MultiLayerNetwork network, int index) {
    float[][] weights = network.getLayer(index).getParam("W").toFloatMatrix();
    return new DomainModel.Layer(weights, network.getLayer(index).getParam("b").toFloatVector());
  }

  /**
   * What the model makes of the examples that are held out: {@code accuracy}, and for each domain
   * {@code precision_<domain>}, {@code recall_<domain>} and {@code held_out_<domain>}.
   */
  public SortedMap<String, Double> measure(Dataset<Row> examples, DomainModel model) {
    long[][] confusion = new long[names.size()][names.size()];
    for (Row row : examples.where(col(ExampleTable.HELD_OUT)).collectAsList()) {
      String found = DomainModel.likeliest(model.probabilities(ExampleTable.features(row)));
      confusion[ExampleTable.label(row)][names.indexOf(found)]++;
    }
    SortedMap<String, Double> figures = new TreeMap<>();
    double right = 0;
    double all = 0;
    for (int domain = 0; domain < names.size(); domain++) {
      double stated = 0;
      double found = 0;
      for (int other = 0; other < names.size(); other++) {
        stated += confusion[domain][other];
        found += confusion[other][domain];
      }
      double both = confusion[domain][domain];
      right += both;
      all += stated;
      figures.put("held_out_" + names.get(domain), stated);
      figures.put("precision_" + names.get(domain), found == 0 ? 0 : both / found);
      figures.put("recall_" + names.get(domain), both / stated);
    }
    figures.put("accuracy", right / all);
    return figures;
  }
}
