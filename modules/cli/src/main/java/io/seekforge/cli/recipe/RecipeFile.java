package io.seekforge.cli.recipe;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.Recipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reads recipes. Format and rules: {@code docs/spec/recipe.md}. */
public final class RecipeFile {
  private RecipeFile() {}

  /**
   * Reads and checks a recipe.
   *
   * @param file the YAML file
   * @param settings {@code key=value} overrides, in order
   * @param environment variables for paths
   * @throws SeekforgeException with one line: file, line, column, key, value and way out
   */
  public static Recipe read(Path file, List<String> settings, Map<String, String> environment) {
    Yaml tree = YamlReader.file(text(file), file.toString());
    for (String setting : settings) {
      tree = Setting.parse(setting).applyTo(tree);
    }
    return (Recipe) new Binder(Recipe.class, new Environment(environment)).bind(tree);
  }

  private static String text(Path file) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
          .toString();
    } catch (NoSuchFileException e) {
      throw new SeekforgeException("Cannot read recipe " + file + ": no such file", e);
    } catch (CharacterCodingException e) {
      throw new SeekforgeException("Cannot read recipe " + file + ": not UTF-8", e);
    } catch (IOException e) {
      String reason = Files.isDirectory(file) ? "it is a folder" : e.getMessage();
      throw new SeekforgeException("Cannot read recipe " + file + ": " + reason, e);
    }
  }
}
