package io.seekforge.model.decoder;

import io.seekforge.api.PackedSequence;
import io.seekforge.api.SeekforgeException;
import io.seekforge.model.LoraConfig;
import io.seekforge.model.LossSum;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.MoeConfig;
import io.seekforge.model.RouterLosses;
import io.seekforge.model.RouterSum;
import io.seekforge.model.Trainable;
import io.seekforge.model.experts.RoutingObserver;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A whole decoder for one thread: forward, backward, and the buffers of both. */
public final class Decoder implements AutoCloseable {
  private final Backend backend;
  private final ModelConfig config;
  private final ParameterSet parameters;
  private final Parameter embedding;
  private final boolean trainsEmbedding;
  private final int firstTrained;
  private final boolean recompute;
  private final Rotary rotary;
  private final List<DecoderLayer> layers = new ArrayList<>();
  private final LossHead head;
  private final RouterMeter meter;
  private final Workspace workspace;
  private int preparedTokens = -1;
  private Tensor[] hidden;
  private Tensor gradient;

  /**
   * @param backend closed with the decoder
   * @param losses of the routers, added to the gradient
   * @param recompute keeps the input of each layer only, and computes its inside once more before
   *     its backward
   */
  public Decoder(
      Backend backend,
      ModelConfig config,
      ParameterSet parameters,
      Trainable trainable,
      RouterLosses losses,
      boolean recompute) {
    this.backend = backend;
    this.config = config;
    this.parameters = parameters;
    this.recompute = recompute;
    this.rotary = new Rotary(backend, config);
    this.embedding = parameters.parameter("model.embed_tokens.weight");
    this.trainsEmbedding = embedding.value() == null;
    this.firstTrained = trainsEmbedding ? 0 : firstTrained(config, parameters);
    int rank = trainable instanceof LoraConfig lora ? lora.r() : 0;
    for (int layer = 0; layer < config.layers(); layer++) {
      layers.add(Layers.layer(backend, config, parameters, rank, rotary, layer));
    }
    Parameter headWeight =
        config.tiedEmbeddings() ? embedding : parameters.parameter("lm_head.weight");
    this.head = new LossHead(backend, config, parameters, headWeight);
    this.workspace = new Workspace(backend);
    MoeConfig moe = parameters.mixture() == null ? config.moe() : parameters.mixture().moe(config);
    this.meter = moe == null ? null : new RouterMeter(moe, losses);
  }

  /** No gradient is needed below the lowest layer that holds something trained. */
  private static int firstTrained(ModelConfig config, ParameterSet parameters) {
    int layer = 0;
    while (layer < config.layers() && !parameters.trains("model.layers." + layer)) {
      layer++;
    }
    return layer;
  }

  /** Reads trained weights from this flat vector from now on. */
  public void use(INDArray values) {
    parameters.use(backend, values);
    layers.forEach(DecoderLayer::refresh);
  }

  /** Loss of one sequence. */
  public LossSum loss(PackedSequence sequence) {
    Documents documents = Documents.of(sequence);
    forward(sequence.inputIds(), documents);
    LossSum loss = head.loss(hidden[config.layers()], labels(sequence), null);
    return meter == null ? loss : loss.with(meter.measure(routings(), loss.labelTokens()));
  }

  private List<Routing> routings() {
    return layers.stream().map(DecoderLayer::routing).filter(Objects::nonNull).toList();
  }

  /**
   * Loss of one sequence; its gradient is added to the flat vector.
   *
   * @param draws what dropout follows from
   */
  public LossSum gradient(PackedSequence sequence, long draws, INDArray gradientSum) {
    parameters.dropout().begin(draws);
    try {
      return gradient(sequence, gradientSum);
    } finally {
      parameters.dropout().end();
    }
  }

  private LossSum gradient(PackedSequence sequence, INDArray gradientSum) {
    parameters.addGradientsTo(backend, gradientSum);
    Documents documents = Documents.of(sequence);
    forward(sequence.inputIds(), documents);
    LossSum loss = head.loss(hidden[config.layers()], labels(sequence), gradient);
    LossSum whole = meter == null ? loss : loss.with(meter(loss.labelTokens()));
    for (int layer = config.layers() - 1; layer >= firstTrained; layer--) {
      if (recompute && layer < config.layers() - 1) {
        layers.get(layer).forward(hidden[layer], documents, hidden[layer + 1]);
      }
      boolean toInput = layer > firstTrained || trainsEmbedding;
      layers.get(layer).backward(hidden[layer], documents, gradient, toInput);
    }
    if (trainsEmbedding) {
      backend.scatterAdd(
          gradient, sequence.inputIds(), sequence.length(), null, embedding.gradient());
    }
    backend.finish();
    return whole;
  }

  /** Measures the routers, and tells each what its losses pull it to. */
  private RouterSum meter(long labelTokens) {
    List<DecoderLayer> mixtures = layers.stream().filter(layer -> layer.routing() != null).toList();
    List<Routing> routings = routings();
    RouterSum sum = meter.measure(routings, labelTokens);
    List<RouterPull> pulls = meter.pulls(routings, sum.load(), labelTokens);
    for (int i = 0; i < mixtures.size(); i++) {
      mixtures.get(i).pull(pulls.get(i));
    }
    return sum;
  }

  /** Runs the layers and tells what their routers chose. */
  public void route(PackedSequence sequence, RoutingObserver observer) {
    forward(sequence.inputIds(), Documents.of(sequence));
    for (int layer = 0; layer < config.layers(); layer++) {
      Routing routing = layers.get(layer).routing();
      if (routing != null) {
        observer.routed(layer, routing.chosen().clone(), routing.weightsOfChosen());
      }
    }
  }

  /** Logits of every row, [T · vocabulary]. */
  public float[] logits(PackedSequence sequence) {
    forward(sequence.inputIds(), Documents.of(sequence));
    int[] rows = IntStream.range(0, sequence.length()).toArray();
    float[] logits = new float[Math.multiplyExact(sequence.length(), config.vocabSize())];
    head.logits(hidden[config.layers()], rows, logits);
    return logits;
  }

  /** Hidden states of every row after the final norm, [T · hidden]. */
  public float[] states(PackedSequence sequence) {
    forward(sequence.inputIds(), Documents.of(sequence));
    float[] states = new float[Math.multiplyExact(sequence.length(), config.hiddenSize())];
    head.states(hidden[config.layers()], sequence.length(), states);
    return states;
  }

  /**
   * Logits of the last row of each document, whose caches take its rows in.
   *
   * @param ids new ids of all documents, one after the other
   * @return [documents · vocabulary]
   */
  public float[] next(int[] ids, Documents documents) {
    forward(ids, documents);
    int[] last = new int[documents.count()];
    for (int i = 0; i < last.length; i++) {
      last[i] = documents.end(i) - 1;
      documents.cache(i).advance(documents.end(i) - documents.start(i));
    }
    float[] logits = new float[last.length * config.vocabSize()];
    head.logits(hidden[config.layers()], last, logits);
    return logits;
  }

  /** A cache for one document of up to {@code capacity} rows. */
  public KeyValueCache cache(int capacity) {
    return new KeyValueCache(backend, config.layers(), Layers.cachedWidths(config), capacity);
  }

  private void forward(int[] ids, Documents documents) {
    check(ids);
    prepare(documents.tokens());
    rotary.reserve(documents.span());
    backend.gather(embedding.value(), ids, ids.length, hidden[0]);
    for (int layer = 0; layer < config.layers(); layer++) {
      layers.get(layer).forward(hidden[layer], documents, hidden[layer + 1]);
    }
  }

  private LabelRows labels(PackedSequence sequence) {
    LabelRows labels = LabelRows.of(sequence);
    check(Arrays.copyOf(labels.labels(), labels.count()));
    return labels;
  }

  private void check(int[] ids) {
    if (!parameters.ready()) {
      throw new IllegalStateException("use(parameters) must come first");
    }
    for (int id : ids) {
      if (id < 0 || id >= config.vocabSize()) {
        throw new SeekforgeException(
            "Invalid token id "
                + id
                + ": the model's vocabulary has "
                + config.vocabSize()
                + " ids; is the tokenizer the model's own?");
      }
    }
  }

  private void prepare(int tokens) {
    if (tokens == preparedTokens) {
      return;
    }
    do {
      workspace.restart();
      hidden = new Tensor[config.layers() + 1];
      for (int i = 0; i < hidden.length; i++) {
        hidden[i] = workspace.matrix(tokens, config.hiddenSize());
      }
      gradient = workspace.shared("decoder.gradient", tokens, config.hiddenSize());
      head.prepare(workspace, tokens);
      int mark = workspace.mark();
      for (DecoderLayer layer : layers) {
        if (recompute) {
          workspace.rewind(mark);
        }
        layer.prepare(workspace, tokens);
      }
    } while (workspace.grown());
    preparedTokens = tokens;
  }

  /** Rows that the head multiplies at a time, of so many with a label. */
  public static int rowsOfHead(int rows) {
    return LossHead.chunk(rows);
  }

  @Override
  public void close() {
    layers.forEach(DecoderLayer::close);
    rotary.close();
    workspace.close();
    backend.close();
  }
}
