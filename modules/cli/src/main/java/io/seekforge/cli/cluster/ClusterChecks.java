package io.seekforge.cli.cluster;

import io.seekforge.api.recipe.Recipe;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.model.checkpoint.WeightIndex;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** What is looked at between a good recipe and the first stage. */
public final class ClusterChecks {
  /** What of the base model a run uses. */
  public enum Model {
    /** None: corpus stages alone. */
    NONE,
    /** Its shape: pretrain begins with random weights. */
    SHAPE,
    /** Its weights, which every executor must see. */
    WEIGHTS
  }

  private final Recipe recipe;
  private final Model model;

  public ClusterChecks(Recipe recipe, Model model) {
    this.recipe = recipe;
    this.model = model;
  }

  /** Before Spark starts: the master and the memory of its executors. */
  public void before(SparkConf conf) {
    Configuration yarn = new Configuration();
    yarn.addResource("yarn-site.xml");
    Masters.require(conf, yarn);
    if (model != Model.NONE) {
      ExecutorMemory.of(conf, recipe, config(), checkpoint(), trained()).require(conf);
    }
  }

  private ModelConfig config() {
    String shape = recipe.model().config();
    boolean own = model == Model.WEIGHTS || shape.isEmpty();
    return HfConfig.read(Path.of(own ? recipe.model().path() : shape));
  }

  private WeightIndex checkpoint() {
    return model == Model.WEIGHTS ? WeightIndex.open(Path.of(recipe.model().path())) : null;
  }

  private boolean trained() {
    return model == Model.SHAPE || recipe.train().method().equals("full");
  }

  /** When executors are there. A local master has none. */
  public void after(JavaSparkContext spark, org.apache.hadoop.fs.Path workspace) {
    if (spark.master().equals("local") || spark.master().startsWith("local[")) {
      return;
    }
    String folder =
        model == Model.WEIGHTS
            ? Path.of(recipe.model().path()).toAbsolutePath().normalize().toString()
            : "";
    ExecutorProbe.require(spark, workspace, folder, model != Model.NONE);
  }
}
