package io.seekforge.cli.check;

import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.text.tokenize.Tokenizer;
import java.nio.file.Path;

/** The tokenizer can be read, and every token has a row in the model's embedding. */
record TokenizerCheck(Path tokenizer, Path model) implements OneCheck {
  @Override
  public String what() {
    return "tokenizer fits the vocabulary: " + tokenizer;
  }

  @Override
  public void require() {
    try (Tokenizer loaded = Tokenizer.load(tokenizer)) {
      loaded.requireFits(HfConfig.read(model).vocabSize(), model.toString());
    }
  }
}
