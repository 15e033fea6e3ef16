package io.seekforge.cli.recipe;

import io.seekforge.cli.recipe.Yaml.Field;
import io.seekforge.cli.recipe.Yaml.Fields;
import io.seekforge.cli.recipe.Yaml.Items;
import io.seekforge.cli.recipe.Yaml.Scalar;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads one YAML 1.2 document into {@link Yaml}. Only the syntax tree is used: tags never make
 * objects, and an alias shares its anchor's value, so that hostile files cannot blow up.
 */
final class YamlReader {
  private final Function<Optional<Mark>, String> places;
  private final Map<Node, Yaml> done = new IdentityHashMap<>();
  private final Map<Node, Boolean> open = new IdentityHashMap<>();

  private YamlReader(Function<Optional<Mark>, String> places) {
    this.places = places;
  }

  /** Reads a file's text; places are {@code file:line:column}, counted from 1. */
  static Yaml file(String text, String file) {
    return new YamlReader(
            mark ->
                file
                    + mark.map(at -> ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1))
                        .orElse(""))
        .read(text);
  }

  /** Reads a short value, all of it at one place. */
  static Yaml value(String text, String place) {
    return new YamlReader(mark -> place).read(text);
  }

  private Yaml read(String text) {
    try {
      LoadSettings settings = LoadSettings.builder().setLabel("").setUseMarks(true).build();
      Iterator<Node> documents = new Compose(settings).composeAllFromString(text).iterator();
      if (!documents.hasNext()) {
        return new Scalar("", false, places.apply(Optional.empty()));
      }
      Yaml first = convert(documents.next());
      if (documents.hasNext()) {
        throw Yaml.error(
            place(documents.next()), "Invalid recipe: a second YAML document (remove the ---)");
      }
      return first;
    } catch (MarkedYamlEngineException e) {
      throw Yaml.error(
          places.apply(e.getProblemMark()), "Invalid YAML: " + oneLine(e.getProblem()));
    } catch (YamlEngineException e) {
      throw Yaml.error(places.apply(Optional.empty()), "Invalid YAML: " + oneLine(e.getMessage()));
    }
  }

  private Yaml convert(Node node) {
    Yaml known = done.get(node);
    if (known != null) {
      return known;
    }
    if (open.put(node, true) != null) {
      throw Yaml.error(place(node), "Invalid YAML: an alias refers to what it stands in");
    }
    Yaml value;
    if (node instanceof ScalarNode scalar) {
      value =
          new Scalar(
              scalar.getValue(), scalar.getScalarStyle() != ScalarStyle.PLAIN, place(scalar));
    } else if (node instanceof SequenceNode sequence) {
      value = items(sequence);
    } else {
      value = fields((MappingNode) node);
    }
    done.put(node, value);
    return value;
  }

  private Items items(SequenceNode sequence) {
    List<Yaml> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      items.add(convert(item));
    }
    return new Items(items, place(sequence));
  }

  private Fields fields(MappingNode mapping) {
    Map<String, Field> fields = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw Yaml.error(place(tuple.getKeyNode()), "Invalid key: a list or a mapping");
      }
      Field field = new Field(convert(tuple.getValueNode()), place(key));
      Field before = fields.putIfAbsent(key.getValue(), field);
      if (before != null) {
        throw Yaml.error(
            place(key),
            "Invalid key " + key.getValue() + ": it stands at " + before.place() + " already");
      }
    }
    return new Fields(fields, place(mapping));
  }

  private String place(Node node) {
    return places.apply(node.getStartMark());
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", ", ");
  }
}
