package io.seekforge.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seekforge.api.SeekforgeException;
import io.seekforge.model.experts.ExpertConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * ESFT's {@code expert_cfg.json}: {@code {"experts": {"1": [ids], …}, "shared_experts": false,
 * "non_expert_modules": false}}.
 */
public final class ExpertConfigFile {
  /** The usual name of the file. */
  public static final String NAME = "expert_cfg.json";

  private ExpertConfigFile() {}

  /**
   * Reads a configuration; both switches are false where they are missing.
   *
   * @throws SeekforgeException naming what is missing or wrong
   */
  public static ExpertConfig read(Path file) {
    JsonNode json = JsonFile.read(file);
    ConfigFields fields = new ConfigFields(file.toString(), json);
    ConfigFields layers = fields.inner("experts");
    if (layers == null) {
      throw fields.broken("experts is missing (for each layer a list of expert ids)");
    }
    SortedMap<Integer, List<Integer>> experts = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : json.get("experts").properties()) {
      experts.put(layer(fields, entry.getKey()), ids(fields, entry.getKey(), entry.getValue()));
    }
    return new ExpertConfig(
        experts, fields.flag("shared_experts", false), fields.flag("non_expert_modules", false));
  }

  private static int layer(ConfigFields fields, String key) {
    if (!key.matches("0|[1-9][0-9]{0,5}")) {
      throw fields.broken(
          "experts names \"" + SafetensorsHeader.shown(key) + "\", which is no layer number");
    }
    return Integer.parseInt(key);
  }

  private static List<Integer> ids(ConfigFields fields, String layer, JsonNode list) {
    if (!list.isArray()) {
      throw fields.broken("experts of layer " + layer + " are no list of ids");
    }
    List<Integer> ids = new ArrayList<>();
    for (JsonNode id : list) {
      if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
        throw fields.broken(
            "layer "
                + layer
                + " names "
                + SafetensorsHeader.shown(id.toString())
                + ", which is no expert id");
      }
      if (ids.contains(id.intValue())) {
        throw fields.broken("layer " + layer + " names expert " + id + " twice");
      }
      ids.add(id.intValue());
    }
    return ids;
  }

  /** The file's content: one line of JSON, layers ascending. */
  public static byte[] bytes(ExpertConfig config) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    ObjectNode layers = json.putObject("experts");
    config
        .experts()
        .forEach(
            (layer, ids) -> {
              ArrayNode list = layers.putArray(layer.toString());
              ids.forEach(list::add);
            });
    json.put("shared_experts", config.sharedExperts());
    json.put("non_expert_modules", config.nonExpertModules());
    return (json + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Writes a configuration, whole or not at all. */
  public static void write(Path file, ExpertConfig config) {
    AtomicFile.write(file, out -> out.write(bytes(config)));
  }
}
