package io.seekforge.cli.recipe;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.Key;
import io.seekforge.cli.recipe.Yaml.Field;
import io.seekforge.cli.recipe.Yaml.Fields;
import io.seekforge.cli.recipe.Yaml.Items;
import io.seekforge.cli.recipe.Yaml.Scalar;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Binds a YAML tree to a record by its components' {@link Key}: names in kebab-case, defaults,
 * required keys. The record's own constructor checks ranges; what it refuses is reported at the
 * place of the key it names.
 */
final class Binder {
  private static final Pattern REFUSAL =
      Pattern.compile("Invalid ([a-z][a-z0-9-]*): (.*)", Pattern.DOTALL);

  private final Scalars scalars;
  private final Class<? extends Record> root;

  Binder(Class<? extends Record> root, Environment environment) {
    this.root = root;
    this.scalars = new Scalars(environment);
  }

  /** Binds the whole tree. */
  Record bind(Yaml tree) {
    return record(root, "", tree);
  }

  private Record record(Class<?> type, String path, Yaml value) {
    Fields section = section(path, value);
    RecordComponent[] components = type.getRecordComponents();
    refuseUnknown(components, path, section);
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      arguments[i] = component(components[i], path, section);
    }
    return construct(type, arguments, path, section);
  }

  private Object component(RecordComponent component, String path, Fields section) {
    Key key = component.getAnnotation(Key.class);
    String name = Names.kebab(component.getName());
    String full = join(path, name);
    Field field = section.fields().get(name);
    if (field != null && !Yaml.isEmpty(field.value())) {
      return value(component.getGenericType(), key.path(), full, field.value());
    }
    if (key.def().equals(Key.REQUIRED)) {
      String place = field == null ? section.place() : field.place();
      throw Yaml.error(place, "Missing " + full + ": " + key.doc());
    }
    return value(component.getGenericType(), false, full, defaultOf(component, section.place()));
  }

  private static Yaml defaultOf(RecordComponent component, String place) {
    String text = component.getAnnotation(Key.class).def();
    if (component.getType() == String.class || !text.isEmpty()) {
      return new Scalar(text, true, place);
    }
    return component.getType() == List.class
        ? new Items(List.of(), place)
        : new Fields(Map.of(), place);
  }

  private Object value(Type type, boolean isPath, String path, Yaml value) {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == List.class
          ? list(generic.getActualTypeArguments()[0], path, value)
          : map(path, value);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return record(plain, path, value);
    }
    if (!(value instanceof Scalar scalar)) {
      throw Yaml.error(
          value.place(), "Invalid " + path + ": " + Yaml.kind(value) + " (one value is expected)");
    }
    return scalars.bind(plain, isPath, path, scalar);
  }

  private List<Object> list(Type item, String path, Yaml value) {
    Yaml written = flow(value, '[');
    if (!(written instanceof Items list)) {
      throw Yaml.error(
          value.place(), "Invalid " + path + ": " + Yaml.kind(value) + " (write a list: [a, b])");
    }
    List<Object> bound = new ArrayList<>();
    for (Yaml element : list.items()) {
      String place = path + "[" + bound.size() + "]";
      if (Yaml.isEmpty(element)) {
        throw Yaml.error(element.place(), "Invalid " + place + ": nothing (remove the item)");
      }
      bound.add(value(item, false, place, element));
    }
    return bound;
  }

  private Map<String, String> map(String path, Yaml value) {
    if (!(flow(value, '{') instanceof Fields fields)) {
      throw Yaml.error(
          value.place(),
          "Invalid " + path + ": " + Yaml.kind(value) + " (write a mapping: {a: b})");
    }
    Map<String, String> bound = new LinkedHashMap<>();
    fields
        .fields()
        .forEach(
            (key, field) ->
                bound.put(
                    key, (String) value(String.class, false, path + "." + key, field.value())));
    return bound;
  }

  /**
   * A default or a --set value arrives as text; a list or mapping in it is written in YAML flow.
   */
  private static Yaml flow(Yaml value, char opening) {
    boolean written =
        value instanceof Scalar scalar
            && scalar.quoted()
            && scalar.text().startsWith(String.valueOf(opening));
    return written ? YamlReader.value(((Scalar) value).text(), value.place()) : value;
  }

  private static Fields section(String path, Yaml value) {
    if (Yaml.isEmpty(value)) {
      return new Fields(Map.of(), value.place());
    }
    if (flow(value, '{') instanceof Fields fields) {
      return fields;
    }
    String name = path.isEmpty() ? "recipe" : path;
    throw Yaml.error(
        value.place(),
        "Invalid " + name + ": " + Yaml.kind(value) + " (a section of keys is expected)");
  }

  private void refuseUnknown(RecordComponent[] components, String path, Fields section) {
    List<String> known =
        Arrays.stream(components).map(component -> Names.kebab(component.getName())).toList();
    section
        .fields()
        .forEach(
            (key, field) -> {
              if (!known.contains(key)) {
                throw Yaml.error(
                    field.place(), "Unknown key " + join(path, key) + advice(key, path, known));
              }
            });
  }

  private String advice(String key, String path, List<String> known) {
    return Names.nearest(key, known)
        .or(() -> new Keys(root).elsewhere(key))
        .map(name -> ": did you mean " + (name.contains(".") ? name : join(path, name)) + "?")
        .orElseGet(() -> " (known keys: " + String.join(", ", known) + ")");
  }

  private static Record construct(Class<?> type, Object[] arguments, String path, Fields section) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return (Record) constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refusal(refused.getMessage(), path, section);
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SeekforgeException refusal(String message, String path, Fields section) {
    Matcher refusal = REFUSAL.matcher(message);
    Field field = refusal.matches() ? section.fields().get(refusal.group(1)) : null;
    if (field == null) {
      return Yaml.error(section.place(), (path.isEmpty() ? "" : path + ": ") + message);
    }
    return Yaml.error(
        field.value().place(), "Invalid " + join(path, refusal.group(1)) + ": " + refusal.group(2));
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
