package io.seekforge.cli.pipeline;

import io.seekforge.api.StageCounts;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Writes its name and what its inputs wrote; counts how often it ran. */
final class FakeStage implements Stage {
  interface Work {
    void in(Path folder) throws IOException;
  }

  private final StageName name;
  private final List<StageName> inputs;
  int version = 1;
  int runs;
  boolean resumable;
  List<String> dictionaries = List.of();
  Work work = folder -> {};

  FakeStage(StageName name, StageName... inputs) {
    this.name = name;
    this.inputs = List.of(inputs);
  }

  @Override
  public StageName name() {
    return name;
  }

  @Override
  public int version() {
    return version;
  }

  @Override
  public List<StageName> inputs() {
    return inputs;
  }

  @Override
  public List<String> dictionaries(Recipe recipe) {
    return dictionaries;
  }

  @Override
  public boolean resumable() {
    return resumable;
  }

  @Override
  public StageCounts run(StageContext context) {
    runs++;
    Path folder = local(context.output().root());
    List<String> lines = new ArrayList<>(List.of(name.word()));
    try {
      for (StageName input : inputs) {
        lines.addAll(Files.readAllLines(local(context.input(input).child("data/lines.txt"))));
      }
      Files.createDirectories(folder.resolve("data"));
      work.in(folder);
      Files.write(folder.resolve("data/lines.txt"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new StageCounts(lines.size(), lines.size(), 0, new TreeMap<>(), new TreeMap<>());
  }

  private static Path local(String location) {
    return Path.of(new org.apache.hadoop.fs.Path(location).toUri().getPath());
  }
}
