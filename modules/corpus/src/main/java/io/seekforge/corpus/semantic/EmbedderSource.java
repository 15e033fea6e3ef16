package io.seekforge.corpus.semantic;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.Recipe;
import java.util.List;

/** Gives an embedder that runs a checkpoint: corpus itself knows no models. */
public interface EmbedderSource {
  /** No checkpoint can be run. */
  EmbedderSource NONE =
      new EmbedderSource() {
        @Override
        public Embedder of(Recipe recipe) {
          throw new SeekforgeException(
              "Cannot take dedup.semantic.embedder model: no engine runs it here");
        }

        @Override
        public List<String> files(Recipe recipe) {
          return List.of();
        }
      };

  Embedder of(Recipe recipe);

  /** Files that decide what the vectors are. */
  List<String> files(Recipe recipe);
}
