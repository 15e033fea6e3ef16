package io.seekforge.text.tokenize;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A tokenizer read from {@code tokenizer.json}. Gives the ids that Hugging Face gives. Safe for use
 * by several threads. The native library comes inside its jar and is unpacked once into {@code
 * ~/.djl.ai} ({@code DJL_CACHE_DIR} moves it); nothing is fetched from a network.
 */
public final class Tokenizer implements AutoCloseable {
  private final HuggingFaceTokenizer library;
  private final TokenizerFiles files;

  private Tokenizer(HuggingFaceTokenizer library, TokenizerFiles files) {
    this.library = library;
    this.files = files;
  }

  /**
   * @param folder holds {@code tokenizer.json} and usually {@code tokenizer_config.json}
   * @throws SeekforgeException if a file is missing or is no tokenizer
   */
  public static Tokenizer load(Path folder) {
    TokenizerFiles files = new TokenizerFiles(folder);
    System.setProperty("ai.djl.offline", "true");
    Path file = folder.resolve("tokenizer.json");
    try {
      HuggingFaceTokenizer library =
          HuggingFaceTokenizer.builder()
              .optTokenizerPath(file)
              .optTruncation(false)
              .optPadding(false)
              .build();
      return new Tokenizer(library, files);
    } catch (IOException | RuntimeException e) {
      throw new SeekforgeException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Token ids of a text.
   *
   * @param addSpecialTokens whether the tokenizer adds what its post-processor says (usually the
   *     begin-of-sequence token)
   */
  public int[] encode(String text, boolean addSpecialTokens) {
    return ids(library.encode(text, addSpecialTokens, false).getIds());
  }

  /** As {@link #encode}, with the place of each token in the text. */
  public Encoded encodeWithPlaces(String text, boolean addSpecialTokens) {
    Encoding encoding = library.encode(text, addSpecialTokens, false);
    CharSpan[] spans = encoding.getCharTokenSpans();
    long[] added = encoding.getSpecialTokenMask();
    int[] starts = new int[spans.length];
    CodePointIndex index = new CodePointIndex(text);
    for (int i = 0; i < spans.length; i++) {
      boolean noText = spans[i] == null || spans[i].getStart() == spans[i].getEnd();
      starts[i] =
          noText && added[i] != 0 ? -1 : spans[i] == null ? -1 : index.charAt(spans[i].getStart());
    }
    return new Encoded(ids(encoding.getIds()), starts);
  }

  public String decode(int[] ids, boolean skipSpecialTokens) {
    long[] wide = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      wide[i] = ids[i];
    }
    return library.decode(wide, skipSpecialTokens);
  }

  /** One more than the largest token id. */
  public int vocabularySize() {
    return files.largestId() + 1;
  }

  /** The begin-of-sequence token's text, "" if there is none. */
  public String bosToken() {
    return files.specialToken("bos_token");
  }

  /** The end-of-sequence token's text, "" if there is none. */
  public String eosToken() {
    return files.specialToken("eos_token");
  }

  /** Id of the end-of-sequence token, -1 if there is none. */
  public int eosId() {
    return files.idOf(eosToken());
  }

  /** Id of the begin-of-sequence token, -1 if there is none. */
  public int bosId() {
    return files.idOf(bosToken());
  }

  /** The Jinja chat template of {@code tokenizer_config.json}, "" if there is none. */
  public String chatTemplate() {
    return files.chatTemplate();
  }

  /**
   * Checks that every token has a row in the model's embedding.
   *
   * @throws SeekforgeException naming both sizes
   */
  public void requireFits(int modelVocabulary, String model) {
    if (vocabularySize() > modelVocabulary) {
      throw new SeekforgeException(
          "Cannot use this tokenizer with "
              + model
              + ": its largest token id is "
              + files.largestId()
              + ", but the model's vocabulary has "
              + modelVocabulary
              + " rows; use the tokenizer that came with the model");
    }
  }

  @Override
  public void close() {
    library.close();
  }

  private static int[] ids(long[] wide) {
    int[] ids = new int[wide.length];
    for (int i = 0; i < wide.length; i++) {
      ids[i] = Math.toIntExact(wide[i]);
    }
    return ids;
  }
}
