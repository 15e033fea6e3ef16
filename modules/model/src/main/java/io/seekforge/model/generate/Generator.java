package io.seekforge.model.generate;

import io.seekforge.api.PackedSequence;
import io.seekforge.api.SeekforgeException;
import io.seekforge.model.CausalModel;
import io.seekforge.model.Trainable;
import io.seekforge.model.decoder.Decoder;
import io.seekforge.model.decoder.Documents;
import io.seekforge.model.decoder.KeyValueCache;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Continues texts: each prompt is read in one pass, then all texts that have not stopped grow by
 * one token a pass. Not thread-safe; several may share one model.
 */
public final class Generator implements AutoCloseable {
  private final Decoder decoder;
  private final int vocabulary;

  private Generator(CausalModel model, Decoder decoder) {
    this.decoder = decoder;
    this.vocabulary = model.config().vocabSize();
  }

  /** The base model alone, on the calling thread. */
  public static Generator of(CausalModel model) {
    return of(model, 1);
  }

  /**
   * The base model alone.
   *
   * @param threads that share each pass, the caller's included; same answers on any number
   */
  public static Generator of(CausalModel model, int threads) {
    return new Generator(model, model.decoder(null, threads));
  }

  /**
   * The model with an adapter, or with trained weights, on the calling thread.
   *
   * @param parameters flat float32 vector laid out by {@link CausalModel#layout}
   */
  public static Generator of(CausalModel model, Trainable trainable, INDArray parameters) {
    return of(model, trainable, parameters, 1);
  }

  /**
   * The model with an adapter, or with trained weights.
   *
   * @param parameters flat float32 vector laid out by {@link CausalModel#layout}
   * @param threads that share each pass, the caller's included; same answers on any number
   */
  public static Generator of(
      CausalModel model, Trainable trainable, INDArray parameters, int threads) {
    Decoder decoder = model.decoder(trainable, threads);
    decoder.use(parameters);
    return new Generator(model, decoder);
  }

  /** The new tokens of one text. */
  public int[] generate(int[] prompt, Sampling sampling) {
    return generate(List.of(prompt), sampling).get(0);
  }

  /**
   * The new tokens of each text, without prompt and stop token.
   *
   * @param prompts token ids, each at least one
   */
  public List<int[]> generate(List<int[]> prompts, Sampling sampling) {
    return generate(prompts, sampling, 0);
  }

  /**
   * The new tokens of each text, of some texts among more: in whatever batches they are handed in,
   * the answers are the same.
   *
   * @param prompts token ids, each at least one
   * @param first number of the first text; each draws its tokens by the seed and its own number
   */
  public List<int[]> generate(List<int[]> prompts, Sampling sampling, int first) {
    List<Text> texts = new ArrayList<>();
    try {
      for (int i = 0; i < prompts.size(); i++) {
        texts.add(start(prompts.get(i), sampling, first + i));
      }
      List<Text> open = texts.stream().filter(Text::open).toList();
      while (!open.isEmpty()) {
        step(open);
        open = open.stream().filter(Text::open).toList();
      }
      return texts.stream().map(Text::answer).toList();
    } finally {
      texts.forEach(text -> text.cache.close());
    }
  }

  /** Logits of every position of a text, [T · vocabulary] row-major. */
  public float[] logits(int[] ids) {
    int[] labels = new int[ids.length];
    Arrays.fill(labels, PackedSequence.IGNORE);
    return decoder.logits(PackedSequence.single(ids, labels, "text"));
  }

  private Text start(int[] prompt, Sampling sampling, int index) {
    if (prompt.length == 0) {
      throw new SeekforgeException("Cannot generate from an empty prompt: give at least one token");
    }
    int capacity = Math.addExact(prompt.length, sampling.maxNewTokens());
    Text text = new Text(decoder.cache(capacity), new Sampler(sampling, prompt, index), sampling);
    if (text.open()) {
      text.take(decoder.next(prompt, documents(List.of(text), prompt.length)));
    }
    return text;
  }

  private void step(List<Text> texts) {
    int[] ids = texts.stream().mapToInt(text -> text.last).toArray();
    float[] logits = decoder.next(ids, documents(texts, 1));
    for (int i = 0; i < ids.length; i++) {
      int from = i * vocabulary;
      texts.get(i).take(Arrays.copyOfRange(logits, from, from + vocabulary));
    }
  }

  private static Documents documents(List<Text> texts, int rows) {
    int[] lengths = new int[texts.size()];
    Arrays.fill(lengths, rows);
    return Documents.continuing(
        lengths, texts.stream().map(text -> text.cache).toArray(KeyValueCache[]::new));
  }

  /** One text as far as it has grown. */
  private static final class Text {
    private final KeyValueCache cache;
    private final Sampler sampler;
    private final Sampling sampling;
    private final int[] tokens;
    private int length;
    private boolean stopped;
    private int last;

    Text(KeyValueCache cache, Sampler sampler, Sampling sampling) {
      this.cache = cache;
      this.sampler = sampler;
      this.sampling = sampling;
      this.tokens = new int[sampling.maxNewTokens()];
    }

    boolean open() {
      return !stopped && length < tokens.length;
    }

    void take(float[] logits) {
      last = sampler.next(logits);
      if (sampling.stopTokens().contains(last)) {
        stopped = true;
      } else {
        tokens[length++] = last;
      }
    }

    int[] answer() {
      return Arrays.copyOf(tokens, length);
    }
  }

  @Override
  public void close() {
    decoder.close();
  }
}
