package io.seekforge.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.model.LossSum;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.ParameterLayout;
import io.seekforge.model.Trainable;
import io.seekforge.model.checkpoint.PeftAdapter;
import io.seekforge.training.evaluate.Chunk;
import io.seekforge.training.evaluate.HeldOutLoss;
import io.seekforge.training.resident.BaseModel;
import io.seekforge.training.resident.ModelContext;
import io.seekforge.training.rounds.FlatVector;
import io.seekforge.training.rounds.Parameters;
import io.seekforge.training.rounds.Values;
import io.seekforge.training.store.HadoopFolder;
import io.seekforge.training.store.TemporaryFolder;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Every domain's held-out sequences under the base, each domain's adapter, the mixture and the one
 * adapter on everything; and which experts each domain's tokens took.
 */
final class DomainMatrix {
  private final JavaSparkContext spark;
  private final Recipe recipe;
  private final BaseModel base;
  private final ModelConfig model;
  private final StageFolder pack;
  private final StageFolder train;
  private final SortedMap<String, List<Chunk>> domains = new TreeMap<>();
  private final ObjectNode json = new ObjectMapper().createObjectNode();

  DomainMatrix(
      JavaSparkContext spark,
      Recipe recipe,
      BaseModel base,
      ModelConfig model,
      StageFolder pack,
      StageFolder train) {
    this.spark = spark;
    this.recipe = recipe;
    this.base = base;
    this.model = model;
    this.pack = pack;
    this.train = train;
  }

  /**
   * Measures all of it.
   *
   * @param mixture parameters of the mixture, float32 little-endian
   */
  ObjectNode measure(byte[] mixture) {
    SerializableConfiguration hadoop = new SerializableConfiguration(spark.hadoopConfiguration());
    try (Sent<SerializableConfiguration> sent = Sent.of(spark, hadoop)) {
      for (String domain : recipe.pack().domainNames()) {
        StageFolder own = new StageFolder(pack.child("domains/" + domain));
        domains.put(
            domain,
            Chunk.ofShards(
                ShardSurvey.of(spark, sent.broadcast(), own, recipe.evaluate().split()),
                recipe.evaluate().maxSequences()));
      }
    }
    Trainable experts = Method.of(recipe);
    column("base", experts, null);
    for (String domain : domains.keySet()) {
      adapter("expert_" + domain, MixtureTraining.branch(train, domain, spark));
    }
    column("mixture", experts, new Values(mixture));
    HadoopFolder union = MixtureTraining.union(train, spark);
    if (union.exists("adapter_config.json")) {
      adapter("union", union);
    }
    return json;
  }

  private void adapter(String name, HadoopFolder folder) {
    try (TemporaryFolder temporary = TemporaryFolder.make()) {
      PeftAdapter adapter = PeftAdapter.read(temporary.copyFrom(folder, Method.ADAPTER));
      ParameterLayout layout = ParameterLayout.of(model, adapter.config());
      try (INDArray values = adapter.parameters(layout)) {
        column(name, adapter.config(), new Values(FlatVector.bytes(values)));
      }
    }
  }

  private void column(String name, Trainable trainable, Parameters values) {
    SerializableConfiguration hadoop = new SerializableConfiguration(spark.hadoopConfiguration());
    ObjectNode column = json.putObject(name);
    if (values != null) {
      column.put("parameters", ParameterLayout.of(model, trainable).size());
    }
    try (Sent<ModelContext> sent = Sent.of(spark, new ModelContext(base, trainable, hadoop))) {
      domains.forEach(
          (domain, chunks) ->
              cell(
                  column.putObject(domain),
                  HeldOutLoss.of(spark, sent.broadcast(), chunks, values)));
    }
  }

  private static void cell(ObjectNode cell, LossSum loss) {
    cell.put("loss", loss.mean());
    cell.put("token_accuracy", loss.accuracy());
    cell.put("label_tokens", loss.labelTokens());
    long[][] load = loss.routers().load();
    if (load.length > 0) {
      ArrayNode shares = cell.putArray("expert_share");
      for (int expert = 0; expert < load[0].length; expert++) {
        double sum = 0;
        long all = 0;
        for (long[] layer : load) {
          sum += layer[expert];
          for (long tokens : layer) {
            all += tokens;
          }
        }
        shares.add(all == 0 ? 0 : sum / all);
      }
    }
  }
}
