package io.seekforge.cli.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.seekforge.api.LedgerEntry;
import io.seekforge.cli.trace.Trace.Origin;
import io.seekforge.cli.trace.Trace.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/** Ways of documents for people, and as JSON. */
public final class TraceText {
  private static final int SHOWN = 10;
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();
  private static final ObjectMapper ONE_LINE =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .build();

  private TraceText() {}

  /** A JSON array with one object a document. */
  public static String json(List<Trace> traces) {
    return write(JSON, traces);
  }

  /** The lines of one document. */
  public static List<String> lines(Trace trace) {
    List<String> lines = new ArrayList<>();
    addSource(trace, lines);
    for (Step step : trace.steps()) {
      addStep(step, lines);
    }
    trace
        .shards()
        .forEach(
            place ->
                lines.add(
                    "shard       %s row %d, tokens %d to %d (%d)"
                        .formatted(
                            place.file(),
                            place.row(),
                            place.start(),
                            place.start() + place.tokens() - 1,
                            place.tokens())));
    addMany(
        lines,
        "stands for  ",
        trace.duplicates().stream()
            .map(
                other ->
                    facts(
                        other.id(),
                        other.stage() + " " + other.rule(),
                        other.value(),
                        escaped(other.detail())))
            .toList());
    addMany(
        lines,
        "variant     ",
        trace.variants().stream().map(variant -> variant.id() + "  " + variant.maker()).toList());
    if (!trace.notRun().isEmpty()) {
      lines.add("not run     " + String.join(", ", trace.notRun()));
    }
    return lines;
  }

  private static void addSource(Trace trace, List<String> lines) {
    trace
        .quarantine()
        .forEach(
            bad -> {
              lines.add("record      " + place(bad.file(), bad.position()));
              lines.add("source      " + bad.source());
              lines.add("quarantine  " + facts(bad.reason(), escaped(bad.detail())));
              lines.add("begins      " + escaped(bad.sample()));
            });
    if (!trace.id().isEmpty()) {
      lines.add("document    " + trace.id());
    }
    addMany(lines, "source      ", trace.records().stream().map(TraceText::origin).toList());
    if (trace.shape() != null) {
      Trace.Shape shape = trace.shape();
      if (!shape.parent().isEmpty()) {
        lines.add("parent      " + shape.parent());
      }
      lines.add(
          "after %s  split=%s lang=%s cluster=%s characters=%d"
              .formatted(
                  shape.stage(),
                  shown(shape.split()),
                  shown(shape.lang()),
                  shown(shape.cluster()),
                  shape.characters()));
      lines.add("begins      " + escaped(shape.begins()));
    }
  }

  private static void addStep(Step step, List<String> lines) {
    lines.add(
        String.format(
            Locale.ROOT, "%-13s %s  (%s)", step.stage(), step.outcome(), step.fingerprint()));
    if (!step.outcome().equals("absent") && !step.stage().equals("collect")) {
      lines.add("    recipe  " + write(ONE_LINE, step.settings()));
    }
    step.entries().forEach(entry -> lines.add("    " + entry(entry)));
    step.facts()
        .forEach(
            (table, rows) -> rows.forEach(row -> lines.add("    " + table + "  " + values(row))));
  }

  private static String entry(LedgerEntry entry) {
    String measured =
        entry.threshold().isEmpty() ? entry.value() : entry.value() + " / " + entry.threshold();
    return facts(
        entry.action().name().toLowerCase(Locale.ROOT),
        entry.rule(),
        escaped(measured),
        entry.duplicateOf().isEmpty() ? "" : "duplicate of " + entry.duplicateOf(),
        escaped(entry.detail()));
  }

  private static String values(SortedMap<String, String> row) {
    List<String> values = new ArrayList<>();
    row.forEach((name, value) -> values.add(name + "=" + escaped(value)));
    return String.join(" ", values);
  }

  private static String origin(Origin origin) {
    List<String> facts = new ArrayList<>();
    origin.metadata().forEach((name, value) -> facts.add(name + "=" + escaped(value)));
    return facts(
        origin.source() + ": " + place(origin.file(), origin.position()),
        named("key", origin.key()),
        named("url", origin.url()),
        named("license", origin.license()),
        named("created", origin.created()),
        String.join(" ", facts));
  }

  /** The first lines of a long list, and how many there are. */
  private static void addMany(List<String> lines, String title, List<String> all) {
    all.stream().limit(SHOWN).forEach(line -> lines.add(title + line));
    if (all.size() > SHOWN) {
      lines.add(title + "… and " + (all.size() - SHOWN) + " more (--json lists them)");
    }
  }

  private static String facts(String... parts) {
    return String.join("  ", List.of(parts).stream().filter(part -> !part.isEmpty()).toList());
  }

  private static String named(String name, String value) {
    return value.isEmpty() ? "" : name + "=" + escaped(value);
  }

  private static String place(String file, long position) {
    return position < 0 ? file : file + "#" + position;
  }

  private static String shown(String value) {
    return value.isEmpty() ? "-" : value;
  }

  /** Text of the data on one line: a terminal must not be told what to do by a document. */
  private static String escaped(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\n') {
                line.append("\\n");
              } else if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                line.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                line.appendCodePoint(c);
              }
            });
    return line.toString();
  }

  private static String write(ObjectMapper mapper, Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
