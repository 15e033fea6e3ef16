package io.seekforge.cli.embed;

import io.seekforge.api.recipe.Recipe;
import io.seekforge.corpus.semantic.Embedder;
import io.seekforge.corpus.semantic.EmbedderSource;
import io.seekforge.text.tokenize.Tokenizer;
import io.seekforge.training.resident.FolderModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The checkpoint that a recipe names for {@code dedup.semantic}: its own, else the base model. */
public final class Checkpoints implements EmbedderSource {
  @Override
  public Embedder of(Recipe recipe) {
    return new CheckpointEmbedder(
        FolderModel.of(folder(recipe), recipe.model().precision()),
        tokenizer(recipe),
        recipe.dedup().semantic().passageChars());
  }

  @Override
  public List<String> files(Recipe recipe) {
    List<String> files = new ArrayList<>(FolderModel.files(folder(recipe)));
    Tokenizer.files(Path.of(tokenizer(recipe))).forEach(file -> files.add(file.toString()));
    return files;
  }

  /** Folder of the checkpoint. */
  public static String folder(Recipe recipe) {
    String own = recipe.dedup().semantic().path();
    return own.isEmpty() ? recipe.model().path() : own;
  }

  /** Folder of its tokenizer. */
  public static String tokenizer(Recipe recipe) {
    String own = recipe.dedup().semantic().path();
    return own.isEmpty() ? recipe.model().tokenizerPath() : own;
  }
}
