package io.seekforge.text.quality;

import io.seekforge.text.words.Characters;
import io.seekforge.text.words.Chunks;
import io.seekforge.text.words.EnglishTokens;
import io.seekforge.text.words.Lines;
import java.util.List;

/** A text with the parts that several rules look at, each computed once when first asked for. */
public final class MeasuredText {
  private final String text;
  private int characters = -1;
  private List<String> words;
  private List<String> fullWords;
  private List<String> lines;
  private Grams joinedGrams;
  private Grams spacedGrams;
  private List<String> chunks;
  private Grams chunkGrams;
  private CharacterCounts counts;

  public MeasuredText(String text) {
    this.text = text;
  }

  /**
   * @param words the text as another tokenizer cuts it
   */
  MeasuredText(String text, List<String> words) {
    this.text = text;
    this.words = words;
  }

  public String text() {
    return text;
  }

  /** Length in characters (code points). */
  int characters() {
    if (characters < 0) {
      characters = Characters.count(text);
    }
    return characters;
  }

  /** Words and punctuation ({@link EnglishTokens}). */
  List<String> words() {
    if (words == null) {
      words = EnglishTokens.of(text);
    }
    return words;
  }

  /** Words that are more than punctuation. */
  List<String> fullWords() {
    if (fullWords == null) {
      fullWords = words().stream().filter(word -> !Punctuation.only(word)).toList();
    }
    return fullWords;
  }

  /** Lines as Python's {@code splitlines} cuts them. */
  List<String> lines() {
    if (lines == null) {
      lines = Lines.of(text);
    }
    return lines;
  }

  /** N-grams of words compared as if written without spaces. */
  Grams joinedGrams() {
    if (joinedGrams == null) {
      joinedGrams = new Grams(words(), "");
    }
    return joinedGrams;
  }

  /** N-grams of words with a space between. */
  Grams spacedGrams() {
    if (spacedGrams == null) {
      spacedGrams = new Grams(words(), " ");
    }
    return spacedGrams;
  }

  /** What stands between white space. */
  List<String> chunks() {
    if (chunks == null) {
      chunks = Chunks.of(text);
    }
    return chunks;
  }

  /** N-grams of what stands between white space. */
  Grams chunkGrams() {
    if (chunkGrams == null) {
      chunkGrams = new Grams(chunks(), " ");
    }
    return chunkGrams;
  }

  /** Characters by class. */
  CharacterCounts counts() {
    if (counts == null) {
      counts = CharacterCounts.of(text);
    }
    return counts;
  }
}
