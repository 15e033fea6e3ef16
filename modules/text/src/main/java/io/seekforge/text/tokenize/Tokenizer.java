package io.seekforge.text.tokenize;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import com.fasterxml.jackson.databind.JsonNode;
import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A tokenizer read from {@code tokenizer.json}. Gives the ids that transformers 5 gives: where
 * {@code tokenizer_config.json} states {@code add_bos_token} or {@code add_eos_token}, these decide
 * what stands around a text, otherwise the post-processor of tokenizer.json does; truncation and
 * padding of tokenizer.json are ignored.
 *
 * <p>Safe for use by several threads; one text is encoded by one thread. The native library comes
 * inside its jar and is unpacked once into {@code ~/.djl.ai} ({@code DJL_CACHE_DIR} moves it);
 * nothing is fetched from a network.
 */
public final class Tokenizer implements AutoCloseable {
  private final HuggingFaceTokenizer library;
  private final TokenizerConfig config;
  private final Vocabulary vocabulary;
  private final int bosId;
  private final int eosId;

  private Tokenizer(Path file, HuggingFaceTokenizer library, TokenizerConfig config, Vocabulary v) {
    this.library = library;
    this.config = config;
    this.vocabulary = v;
    this.bosId = v.requireId(file, "bos_token", config.bosToken());
    this.eosId = v.requireId(file, "eos_token", config.eosToken());
  }

  /**
   * @param folder holds {@code tokenizer.json} and usually {@code tokenizer_config.json}
   * @throws SeekforgeException if a file is missing or is no tokenizer
   */
  public static Tokenizer load(Path folder) {
    Path file = folder.resolve("tokenizer.json");
    JsonNode json = JsonObjects.read(file);
    Vocabulary vocabulary = Vocabulary.of(file, json);
    TokenizerConfig config = TokenizerConfig.read(folder);
    Offline.require();
    try {
      HuggingFaceTokenizer library =
          HuggingFaceTokenizer.builder()
              .optTokenizerPath(file)
              .optTruncation(false)
              .optPadding(false)
              .build();
      return new Tokenizer(file, library, config, vocabulary);
    } catch (SeekforgeException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new SeekforgeException(
          "Cannot read " + file + ": " + JsonObjects.firstLine(e.getMessage()), e);
    }
  }

  /** The files of a folder that {@link #load} reads: those that are there. */
  public static List<Path> files(Path folder) {
    return Stream.of(
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "chat_template.jinja")
        .map(folder::resolve)
        .filter(Files::exists)
        .toList();
  }

  /**
   * Token ids of a text. Special tokens that the text spells out become their ids.
   *
   * @param addSpecialTokens whether the tokenizer adds what it puts around a text (usually the
   *     begin-of-sequence token)
   */
  public int[] encode(String text, boolean addSpecialTokens) {
    boolean byLibrary = addSpecialTokens && !config.statesSpecialTokens();
    int[] ids = ids(library.encode(WellFormed.text(text), byLibrary, false).getIds());
    return addSpecialTokens ? around(ids, bosId, eosId) : ids;
  }

  /** As {@link #encode}, with the place of each token in the text. */
  public Encoded encodeWithPlaces(String text, boolean addSpecialTokens) {
    boolean byLibrary = addSpecialTokens && !config.statesSpecialTokens();
    Encoding encoding = library.encode(WellFormed.text(text), byLibrary, false);
    int[] ids = ids(encoding.getIds());
    int[] starts = starts(text, encoding);
    return addSpecialTokens
        ? new Encoded(around(ids, bosId, eosId), around(starts, Encoded.ADDED, Encoded.ADDED))
        : new Encoded(ids, starts);
  }

  private static int[] starts(String text, Encoding encoding) {
    CharSpan[] spans = encoding.getCharTokenSpans();
    long[] added = encoding.getSpecialTokenMask();
    int[] starts = new int[spans.length];
    CodePointIndex index = new CodePointIndex(text);
    for (int i = 0; i < spans.length; i++) {
      boolean noText = spans[i] == null || spans[i].getStart() == spans[i].getEnd();
      boolean nowhere = spans[i] == null || (noText && added[i] != 0);
      starts[i] = nowhere ? Encoded.ADDED : index.charAt(spans[i].getStart());
    }
    return starts;
  }

  /** Puts values in the places where the configuration asks for bos and eos. */
  private int[] around(int[] values, int first, int last) {
    int before = config.addBos() && bosId >= 0 ? 1 : 0;
    int after = config.addEos() && eosId >= 0 ? 1 : 0;
    if (before + after == 0) {
      return values;
    }
    int[] longer = new int[before + values.length + after];
    Arrays.fill(longer, 0, before, first);
    System.arraycopy(values, 0, longer, before, values.length);
    Arrays.fill(longer, before + values.length, longer.length, last);
    return longer;
  }

  /** The text of token ids. Ids without a token stand for nothing. */
  public String decode(int[] ids, boolean skipSpecialTokens) {
    long[] wide = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      wide[i] = ids[i];
    }
    String text = library.decode(wide, skipSpecialTokens);
    return config.cleanUpSpaces() ? SpaceCleanUp.apply(text) : text;
  }

  /** One more than the largest token id. */
  public int vocabularySize() {
    return vocabulary.largestId() + 1;
  }

  /** The begin-of-sequence token's text, "" if there is none. */
  public String bosToken() {
    return config.bosToken();
  }

  /** The end-of-sequence token's text, "" if there is none. */
  public String eosToken() {
    return config.eosToken();
  }

  /** Id of the end-of-sequence token, -1 if there is none. */
  public int eosId() {
    return eosId;
  }

  /** Id of the begin-of-sequence token, -1 if there is none. */
  public int bosId() {
    return bosId;
  }

  /** Id of a token by its text as tokenizer.json spells it, -1 if there is none. */
  public int idOf(String token) {
    return vocabulary.idOf(token);
  }

  /** The model's Jinja chat template, "" if there is none. */
  public String chatTemplate() {
    return config.chatTemplate();
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
              + vocabulary.largestId()
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
