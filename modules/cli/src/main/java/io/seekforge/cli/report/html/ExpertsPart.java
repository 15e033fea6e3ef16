package io.seekforge.cli.report.html;

import io.seekforge.cli.report.Report.ExpertLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How the experts of each layer are used, one heat map for each domain, and their overlap. */
record ExpertsPart(List<ExpertLayer> layers) {
  String html() {
    if (layers.isEmpty()) {
      return "";
    }
    SortedMap<String, List<ExpertLayer>> domains = new TreeMap<>();
    layers.forEach(
        layer -> domains.computeIfAbsent(layer.domain(), name -> new ArrayList<>()).add(layer));
    StringBuilder cards = new StringBuilder();
    domains.forEach((name, own) -> cards.append(domain(name, own)));
    if (domains.size() > 1) {
      cards.append(overlap(domains));
    }
    return Element.section("Experts", cards.toString());
  }

  private static String domain(String name, List<ExpertLayer> own) {
    int chosen = own.stream().mapToInt(layer -> layer.chosen().size()).sum();
    int all = own.stream().mapToInt(layer -> layer.load().size()).sum();
    return Element.card(
        "wide",
        name,
        "Load of each expert (column) in each layer (row), 1 being the layer's mean; dots: the "
            + Text.count(chosen)
            + " of "
            + Text.count(all)
            + " experts that are chosen. "
            + Text.count(own.get(0).tokens())
            + " tokens.",
        HeatMap.draw(
            "Load of experts",
            own.stream()
                .map(layer -> new HeatMap.Line(layer.layer(), layer.load(), layer.chosen()))
                .toList()));
  }

  /** What all domains use: of each expert the smallest of their loads; dots: chosen by all. */
  private static String overlap(SortedMap<String, List<ExpertLayer>> domains) {
    SortedMap<Integer, HeatMap.Line> common = new TreeMap<>();
    for (List<ExpertLayer> own : domains.values()) {
      for (ExpertLayer layer : own) {
        HeatMap.Line line = new HeatMap.Line(layer.layer(), layer.load(), layer.chosen());
        common.merge(layer.layer(), line, ExpertsPart::both);
      }
    }
    List<List<String>> rows = new ArrayList<>();
    for (Map.Entry<String, List<ExpertLayer>> one : domains.entrySet()) {
      for (Map.Entry<String, List<ExpertLayer>> other : domains.tailMap(one.getKey()).entrySet()) {
        if (!one.getKey().equals(other.getKey())) {
          rows.add(pair(one, other));
        }
      }
    }
    return Element.card(
        "wide",
        "Overlap of domains",
        "Of each expert the smallest load in any domain; dots: chosen for every domain.",
        HeatMap.draw("Overlap of domains", List.copyOf(common.values()))
            + Element.table(
                List.of("domain", "domain", "chosen for both", "chosen for either", "share"),
                List.of("", "", "n", "n", "n"),
                rows));
  }

  private static HeatMap.Line both(HeatMap.Line one, HeatMap.Line other) {
    List<Double> load = new ArrayList<>();
    for (int i = 0; i < Math.min(one.load().size(), other.load().size()); i++) {
      load.add(Math.min(one.load().get(i), other.load().get(i)));
    }
    List<Integer> marked = one.marked().stream().filter(other.marked()::contains).toList();
    return new HeatMap.Line(one.layer(), load, marked);
  }

  private static List<String> pair(
      Map.Entry<String, List<ExpertLayer>> one, Map.Entry<String, List<ExpertLayer>> other) {
    int shared = 0;
    int sum = 0;
    for (ExpertLayer layer : one.getValue()) {
      for (ExpertLayer same : other.getValue()) {
        if (same.layer() == layer.layer()) {
          shared += (int) layer.chosen().stream().filter(same.chosen()::contains).count();
          sum += layer.chosen().size() + same.chosen().size();
        }
      }
    }
    int either = sum - shared;
    return List.of(
        one.getKey(),
        other.getKey(),
        Text.count(shared),
        Text.count(either),
        Text.percent(either == 0 ? 0 : (double) shared / either));
  }
}
