package io.seekforge.cli.check;

import io.seekforge.api.recipe.FilterSection;
import io.seekforge.api.recipe.NormalizeSection.GlossarySection;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.SourceSection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Files and folders that a recipe names are there. */
record PathsCheck(Recipe recipe, Configuration hadoop) implements RecipeCheck {
  @Override
  public String what() {
    return "sources, glossaries and other files are there";
  }

  @Override
  public List<String> errors() {
    List<String> errors = new ArrayList<>();
    paths()
        .forEach(
            (key, path) -> {
              try {
                if (!exists(path)) {
                  errors.add(missing(key, path));
                }
              } catch (IOException | IllegalArgumentException e) {
                errors.add("Cannot read " + key + ": " + path + ": " + e.getMessage());
              }
            });
    return errors;
  }

  /** A path without a scheme is one of fs.defaultFS: on a cluster that is seldom this machine. */
  private String missing(String key, String location) throws IOException {
    Path path = new Path(location);
    FileSystem files = path.getFileSystem(hadoop);
    String where =
        files.getScheme().equals("file")
            ? "relative paths start at " + System.getProperty("user.dir")
            : "looked at %s; file:/… is this machine".formatted(files.makeQualified(path));
    return "Cannot find %s: %s (no such file or folder; %s)".formatted(key, location, where);
  }

  private Map<String, String> paths() {
    Map<String, String> paths = new LinkedHashMap<>();
    int index = 0;
    for (SourceSection source : recipe.collect().sources()) {
      if (!fetched(source.path())) {
        paths.put("collect.sources[" + index + "].path", source.path());
      }
      index++;
    }
    index = 0;
    for (GlossarySection glossary : recipe.normalize().glossaries()) {
      paths.put("normalize.glossaries[" + index++ + "].path", glossary.path());
    }
    FilterSection filters = recipe.clean().filters();
    paths.put("clean.filters.blocked-domains-file", filters.blockedDomainsFile());
    paths.put("clean.filters.bad-words", filters.badWords());
    paths.put("clean.filters.unigrams", filters.unigrams());
    paths.put("clean.quality.model", recipe.clean().quality().model());
    paths.put("clean.domains.model", recipe.clean().domains().model());
    if (recipe.augment().asksQuestions()) {
      paths.put("augment.questions.prompt", recipe.augment().questions().prompt());
    }
    paths.put("evaluate.general", recipe.evaluate().general());
    paths.values().removeIf(String::isEmpty);
    return paths;
  }

  /** Whether a path may be missing now because the run brings it first. */
  private boolean fetched(String path) {
    return recipe.collect().fetch().stream()
        .anyMatch(fetch -> path.equals(fetch.into()) || path.startsWith(fetch.into() + "/"));
  }

  private boolean exists(String location) throws IOException {
    Path path = new Path(location);
    FileSystem files = path.getFileSystem(hadoop);
    if (files.exists(path)) {
      return true;
    }
    FileStatus[] found = files.globStatus(path);
    return found != null && found.length > 0;
  }
}
