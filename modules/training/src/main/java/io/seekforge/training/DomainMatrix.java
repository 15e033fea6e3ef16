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
import io.seekforge.training.evaluate.CaseAnswers;
import io.seekforge.training.evaluate.Chunk;
import io.seekforge.training.evaluate.HeldOutLoss;
import io.seekforge.training.resident.BaseModel;
import io.seekforge.training.resident.ModelContext;
import io.seekforge.training.rounds.FlatVector;
import io.seekforge.training.rounds.Parameters;
import io.seekforge.training.rounds.Values;
import io.seekforge.training.shard.EvaluationCase;
import io.seekforge.training.shard.ShardSummary;
import io.seekforge.training.store.HadoopFolder;
import io.seekforge.training.store.TemporaryFolder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Every domain's held-out sequences and cases under the base, each domain's adapter, the mixture
 * and the one adapter on everything; and which experts each domain's tokens took.
 */
final class DomainMatrix {
  private final JavaSparkContext spark;
  private final Recipe recipe;
  private final BaseModel base;
  private final ModelConfig model;
  private final StageFolder pack;
  private final StageFolder train;
  private final TokenDecoder decoder;
  private final SortedMap<String, List<Chunk>> domains = new TreeMap<>();
  private final SortedMap<String, List<EvaluationCase>> cases = new TreeMap<>();
  private final SortedMap<String, List<ObjectNode>> answers = new TreeMap<>();
  private final ObjectNode json = new ObjectMapper().createObjectNode();

  DomainMatrix(
      JavaSparkContext spark,
      Recipe recipe,
      BaseModel base,
      ModelConfig model,
      StageFolder pack,
      StageFolder train,
      TokenDecoder decoder) {
    this.spark = spark;
    this.recipe = recipe;
    this.base = base;
    this.model = model;
    this.pack = pack;
    this.train = train;
    this.decoder = decoder;
  }

  /**
   * Measures all of it, and writes {@code domain-predictions.jsonl}.
   *
   * @param asked cases of all domains
   * @param mixture parameters of the mixture, float32 little-endian
   */
  ObjectNode measure(List<EvaluationCase> asked, byte[] mixture, HadoopFolder output) {
    SerializableConfiguration hadoop = new SerializableConfiguration(spark.hadoopConfiguration());
    try (Sent<SerializableConfiguration> sent = Sent.of(spark, hadoop)) {
      for (String domain : recipe.pack().domainNames()) {
        StageFolder own = new StageFolder(pack.child("domains/" + domain));
        List<ShardSummary> shards =
            ShardSurvey.of(spark, sent.broadcast(), own, recipe.evaluate().split());
        domains.put(domain, Chunk.ofShards(shards, recipe.evaluate().maxSequences()));
        Set<String> documents = documents(sent.broadcast(), Chunk.ofShards(shards, 0));
        List<EvaluationCase> known =
            asked.stream()
                .filter(one -> documents.contains(one.documentId()))
                .limit(recipe.evaluate().maxCases())
                .toList();
        cases.put(domain, known);
        answers.put(domain, known.stream().map(one -> line(domain, one)).toList());
      }
    }
    Trainable experts = Method.of(recipe);
    column("base", experts, null);
    for (String domain : domains.keySet()) {
      adapter("expert_" + domain, MixtureTraining.branch(train, domain, spark));
    }
    column("mixture", experts, mixture);
    HadoopFolder union = MixtureTraining.union(train, spark);
    if (union.exists("adapter_config.json")) {
      adapter("union", union);
    }
    StringBuilder lines = new StringBuilder();
    answers.values().stream().flatMap(List::stream).forEach(one -> lines.append(one).append('\n'));
    output.write("domain-predictions.jsonl", lines.toString().getBytes(StandardCharsets.UTF_8));
    return json;
  }

  /** Ids of the documents that stand in some sequences. */
  private Set<String> documents(
      Broadcast<SerializableConfiguration> hadoop, List<Chunk> sequences) {
    return new HashSet<>(
        spark
            .parallelize(sequences, Math.max(1, sequences.size()))
            .flatMap(
                chunk ->
                    chunk.sequences(hadoop.value().value()).stream()
                        .flatMap(sequence -> sequence.documentIds().stream())
                        .iterator())
            .distinct()
            .collect());
  }

  private static ObjectNode line(String domain, EvaluationCase asked) {
    ObjectNode line = new ObjectMapper().createObjectNode();
    line.put("domain", domain);
    line.put("document_id", asked.documentId());
    line.put("prompt", asked.prompt());
    line.put("expected", asked.expected());
    line.putObject("answers");
    return line;
  }

  private void adapter(String name, HadoopFolder folder) {
    try (TemporaryFolder temporary = TemporaryFolder.make()) {
      PeftAdapter adapter = PeftAdapter.read(temporary.copyFrom(folder, Method.ADAPTER));
      ParameterLayout layout = ParameterLayout.of(model, adapter.config());
      try (INDArray values = adapter.parameters(layout)) {
        column(name, adapter.config(), FlatVector.bytes(values));
      }
    }
  }

  private void column(String name, Trainable trainable, byte[] values) {
    SerializableConfiguration hadoop = new SerializableConfiguration(spark.hadoopConfiguration());
    ObjectNode column = json.putObject(name);
    if (values != null) {
      column.put("parameters", ParameterLayout.of(model, trainable).size());
    }
    Parameters parameters = values == null ? null : new Values(values);
    try (Sent<ModelContext> sent = Sent.of(spark, new ModelContext(base, trainable, hadoop))) {
      domains.forEach(
          (domain, chunks) -> {
            ObjectNode cell = column.putObject(domain);
            cell(cell, HeldOutLoss.of(spark, sent.broadcast(), chunks, parameters));
            CaseAnswers own =
                CaseAnswers.of(
                    spark,
                    sent.broadcast(),
                    cases.get(domain),
                    values,
                    recipe.evaluate(),
                    decoder::decode);
            own.addTo(cell);
            for (int i = 0; i < own.texts().size(); i++) {
              answers.get(domain).get(i).withObject("/answers").put(name, own.texts().get(i));
            }
          });
    }
  }

  private static void cell(ObjectNode cell, LossSum loss) {
    cell.put("loss", loss.mean());
    cell.put("token_accuracy", loss.accuracy());
    cell.put("label_tokens", loss.labelTokens());
    long[][] load = loss.routers().load();
    if (load.length > 0) {
      long[] all = new long[load[0].length];
      ArrayNode layers = cell.putArray("router_load");
      for (long[] layer : load) {
        shares(layers.addArray(), layer, layer.length);
        for (int expert = 0; expert < all.length; expert++) {
          all[expert] += layer[expert];
        }
      }
      shares(cell.putArray("expert_share"), all, 1);
    }
  }

  /** Each part of the sum, times a factor. */
  private static void shares(ArrayNode target, long[] parts, double factor) {
    long sum = LongStream.of(parts).sum();
    for (long part : parts) {
      target.add(sum == 0 ? 0 : factor * part / sum);
    }
  }
}
