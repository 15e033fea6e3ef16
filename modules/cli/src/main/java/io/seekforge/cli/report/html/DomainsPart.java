package io.seekforge.cli.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Every domain under every model, and the experts that its tokens took.
 *
 * @param matrix {@code domains} of {@code evaluation.json}; missing without a mixture
 */
record DomainsPart(JsonNode matrix) {
  String html() {
    if (matrix.isMissingNode()) {
      return "";
    }
    List<String> models = new ArrayList<>();
    matrix.fieldNames().forEachRemaining(models::add);
    List<String> domains = domains();
    StringBuilder cards = new StringBuilder();
    cards.append(
        Element.card(
            "wide",
            "Loss and token accuracy by domain and model",
            "Held-out sequences of each domain (row) under each model (column).",
            table(models, domains, models, DomainsPart::loss)));
    if (domains.stream().anyMatch(domain -> cell("mixture", domain).path("cases").asInt() > 0)) {
      cards.append(
          Element.card(
              "wide",
              "Answers by domain and model",
              "Share of each domain's held-out cases that the model answers right.",
              table(models, domains, models, DomainsPart::accuracy)));
    }
    cards.append(
        Element.card(
            "wide",
            "Experts that each domain's tokens took",
            "Share of the mixture's choices, over all layers; experts in the order of the domains.",
            shares(domains)));
    domains.forEach(domain -> cards.append(heat(domain)));
    return Element.section("Domains", cards.toString());
  }

  private List<String> domains() {
    List<String> names = new ArrayList<>();
    matrix
        .path("mixture")
        .fields()
        .forEachRemaining(
            field -> {
              if (field.getValue().isObject()) {
                names.add(field.getKey());
              }
            });
    return names;
  }

  private JsonNode cell(String model, String domain) {
    return matrix.path(model).path(domain);
  }

  private String table(
      List<String> heads,
      List<String> domains,
      List<String> models,
      Function<JsonNode, String> shown) {
    List<List<String>> rows = new ArrayList<>();
    for (String domain : domains) {
      List<String> row = new ArrayList<>(List.of(Text.escape(domain)));
      models.forEach(model -> row.add(shown.apply(cell(model, domain))));
      rows.add(row);
    }
    return table(heads, rows);
  }

  private String shares(List<String> domains) {
    List<List<String>> rows = new ArrayList<>();
    for (String domain : domains) {
      List<String> row = new ArrayList<>(List.of(Text.escape(domain)));
      cell("mixture", domain)
          .path("expert_share")
          .forEach(value -> row.add(Text.percent(value.asDouble())));
      rows.add(row);
    }
    return table(domains, rows);
  }

  private static String table(List<String> columns, List<List<String>> rows) {
    List<String> heads = new ArrayList<>(List.of("domain"));
    columns.forEach(column -> heads.add(Text.escape(column)));
    List<String> styles = new ArrayList<>(List.of(""));
    columns.forEach(column -> styles.add("n"));
    return Element.table(heads, styles, rows);
  }

  private static String loss(JsonNode cell) {
    return Text.number(cell.path("loss").asDouble())
        + " ("
        + Text.percent(cell.path("token_accuracy").asDouble())
        + ")";
  }

  private static String accuracy(JsonNode cell) {
    int cases = cell.path("cases").asInt();
    return cases == 0
        ? "no cases"
        : String.format(
            Locale.ROOT, "%s of %d", Text.percent(cell.path("accuracy").asDouble()), cases);
  }

  /** Load of each expert in each layer for one domain's tokens. */
  private String heat(String domain) {
    List<HeatMap.Line> lines = new ArrayList<>();
    for (JsonNode layer : cell("mixture", domain).path("router_load")) {
      List<Double> load = new ArrayList<>();
      layer.forEach(value -> load.add(value.asDouble()));
      lines.add(new HeatMap.Line(lines.size(), load, List.of()));
    }
    return lines.isEmpty()
        ? ""
        : Element.card(
            "wide",
            "Routers on " + Text.escape(domain),
            "Load of each expert (column) in each layer (row) of the mixture, 1 being the mean.",
            HeatMap.draw("Load of experts on " + domain, lines));
  }
}
