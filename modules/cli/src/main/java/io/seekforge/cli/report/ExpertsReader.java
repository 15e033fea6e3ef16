package io.seekforge.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.seekforge.cli.report.Report.ExpertLayer;
import io.seekforge.training.routing.RoutingTables;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads the routing statistics that a train stage left, if it trained experts. */
record ExpertsReader(SparkSession spark, SmallFiles files) {
  List<ExpertLayer> read(String folder) {
    String table = folder + "/" + RoutingTables.ROUTING;
    if (!files.exists(table)) {
      return List.of();
    }
    JsonNode chosen = files.json(folder + "/expert_cfg.json").path("experts");
    List<ExpertLayer> layers = new ArrayList<>();
    List<Double> load = new ArrayList<>();
    List<Row> rows =
        spark.read().parquet(table).orderBy("domain", "layer", "expert").collectAsList();
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      load.add(row.getAs("load"));
      if (i + 1 == rows.size() || rows.get(i + 1).<Integer>getAs("expert") == 0) {
        int layer = row.getAs("layer");
        layers.add(
            new ExpertLayer(
                row.getAs("domain"),
                layer,
                row.getAs("tokens"),
                List.copyOf(load),
                ids(chosen, layer)));
        load.clear();
      }
    }
    return layers;
  }

  private static List<Integer> ids(JsonNode chosen, int layer) {
    List<Integer> ids = new ArrayList<>();
    chosen.path(Integer.toString(layer)).forEach(id -> ids.add(id.asInt()));
    return ids;
  }
}
