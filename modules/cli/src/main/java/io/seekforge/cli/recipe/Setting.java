package io.seekforge.cli.recipe;

import io.seekforge.api.SeekforgeException;
import io.seekforge.cli.recipe.Yaml.Field;
import io.seekforge.cli.recipe.Yaml.Fields;
import io.seekforge.cli.recipe.Yaml.Items;
import io.seekforge.cli.recipe.Yaml.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One {@code --set a.b[0].c=value}: replaces or adds one value of a recipe before it is checked.
 *
 * @param steps names ({@code String}) and list positions ({@code Integer}), outermost first
 * @param value text to the right of the first equals sign
 * @param place how errors name it
 */
record Setting(List<Object> steps, String value, String place) {
  private static final Pattern STEP = Pattern.compile("([^.\\[\\]]+)((?:\\[\\d{1,6}])*)");

  static Setting parse(String argument) {
    int equals = argument.indexOf('=');
    if (equals < 1) {
      throw new SeekforgeException(
          "Invalid --set \"" + argument + "\": expected key=value, for example train.epochs=2");
    }
    List<Object> steps = new ArrayList<>();
    for (String part : argument.substring(0, equals).split("\\.", -1)) {
      Matcher step = STEP.matcher(part);
      if (!step.matches()) {
        throw new SeekforgeException(
            "Invalid --set \""
                + argument
                + "\": expected a key like train.lora.r or collect.sources[0].path before the =");
      }
      steps.add(step.group(1));
      for (String index : step.group(2).replace("]", "").split("\\[")) {
        if (!index.isEmpty()) {
          steps.add(Integer.parseInt(index));
        }
      }
    }
    return new Setting(steps, argument.substring(equals + 1), "--set " + argument);
  }

  /** The recipe with this value in its place. */
  Yaml applyTo(Yaml recipe) {
    return replace(recipe, 0);
  }

  private Yaml replace(Yaml old, int depth) {
    if (depth == steps.size()) {
      return new Scalar(value, true, place);
    }
    return steps.get(depth) instanceof Integer index
        ? replaceItem(old, index, depth)
        : replaceField(old, (String) steps.get(depth), depth);
  }

  private Yaml replaceField(Yaml old, String key, int depth) {
    if (old != null && !(old instanceof Fields) && !Yaml.isEmpty(old)) {
      throw Yaml.error(place, "Cannot set " + key + ": " + path(depth) + " is " + Yaml.kind(old));
    }
    Map<String, Field> fields =
        old instanceof Fields section
            ? new LinkedHashMap<>(section.fields())
            : new LinkedHashMap<>();
    Field before = fields.get(key);
    Yaml changed = replace(before == null ? null : before.value(), depth + 1);
    fields.put(key, new Field(changed, before == null ? place : before.place()));
    return new Fields(fields, old == null ? place : old.place());
  }

  private Yaml replaceItem(Yaml old, int index, int depth) {
    if (!(old instanceof Items list) || index >= list.items().size()) {
      int size = old instanceof Items list ? list.items().size() : 0;
      throw Yaml.error(
          place,
          "Cannot set item " + index + ": " + path(depth) + " has " + size + " items (from 0)");
    }
    List<Yaml> items = new ArrayList<>(list.items());
    items.set(index, replace(items.get(index), depth + 1));
    return new Items(items, list.place());
  }

  private String path(int depth) {
    StringBuilder path = new StringBuilder();
    for (Object step : steps.subList(0, depth)) {
      path.append(step instanceof Integer ? "[" + step + "]" : (path.isEmpty() ? "" : ".") + step);
    }
    return path.isEmpty() ? "the recipe" : path.toString();
  }
}
