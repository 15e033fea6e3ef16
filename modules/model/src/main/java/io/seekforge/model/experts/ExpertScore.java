package io.seekforge.model.experts;

import io.seekforge.api.SeekforgeException;
import java.util.Locale;

/** ESFT's two measures of how much a domain uses an expert. */
public enum ExpertScore {
  /** Selections of the expert ÷ (top-k × tokens): the scores of a layer add up to 1. */
  TOKEN,
  /** Sum of its gate weights ÷ tokens. */
  GATE;

  /** The word for it in recipes and options. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The score of a word.
   *
   * @throws SeekforgeException naming those there are
   */
  public static ExpertScore of(String word) {
    for (ExpertScore score : values()) {
      if (score.word().equals(word)) {
        return score;
      }
    }
    throw new SeekforgeException("Invalid score \"" + word + "\" (one of token, gate)");
  }
}
