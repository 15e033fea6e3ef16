package io.seekforge.model.decoder;

import io.seekforge.model.LossSum;
import io.seekforge.model.ModelConfig;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.CrossEntropy;
import io.seekforge.tensor.Tensor;

/**
 * Final norm, vocabulary product and cross-entropy, for the rows that predict a label only and in
 * chunks of them: logits of the whole sequence never exist.
 */
final class LossHead {
  /** Rows of a chunk: with fewer, reading the weight takes as long as multiplying. */
  private static final int ROWS = 256;

  private final Backend backend;
  private final int hiddenSize;
  private final int vocabulary;
  private final Norm norm;
  private final Parameter head;
  private int chunk;
  private Tensor rows;
  private Tensor normed;
  private Tensor dNormed;
  private Tensor logits;

  LossHead(Backend backend, ModelConfig config, ParameterSet parameters, Parameter head) {
    this.backend = backend;
    this.hiddenSize = config.hiddenSize();
    this.vocabulary = config.vocabSize();
    this.norm = new Norm(backend, parameters, "model.norm", config.normEps());
    this.head = head;
  }

  /** Rows of a chunk, of so many with a label. */
  static int chunk(int rows) {
    return Math.min(rows, ROWS);
  }

  void prepare(Workspace workspace, int tokens) {
    chunk = chunk(tokens);
    rows = workspace.shared("head.rows", chunk, hiddenSize);
    normed = workspace.shared("head.normed", chunk, hiddenSize);
    dNormed = workspace.shared("head.dNormed", chunk, hiddenSize);
    logits = workspace.shared("head.logits", chunk, vocabulary);
    norm.prepare(workspace, chunk);
  }

  /**
   * The loss of all labels.
   *
   * @param hidden [T, H] of the last layer
   * @param dHidden receives its gradient; null: loss only
   */
  LossSum loss(Tensor hidden, LabelRows labels, Tensor dHidden) {
    if (dHidden != null) {
      backend.zero(dHidden);
    }
    double loss = 0;
    long correct = 0;
    for (int from = 0; from < labels.count(); from += chunk) {
      int n = Math.min(chunk, labels.count() - from);
      int[] sources = labels.rows(from, n);
      computeLogits(hidden, sources, n);
      CrossEntropy part =
          backend.crossEntropy(logits.rows(0, n), labels.labels(), from, dHidden != null);
      loss += part.loss();
      correct += part.correct();
      if (dHidden != null) {
        backward(sources, n, dHidden);
      }
    }
    return new LossSum(loss, labels.count(), correct);
  }

  private void computeLogits(Tensor hidden, int[] sources, int n) {
    backend.gather(hidden, sources, n, rows.rows(0, n));
    norm.forward(rows.rows(0, n), normed.rows(0, n));
    backend.multiply(normed.rows(0, n), false, head.value(), true, 1, 0, logits.rows(0, n));
  }

  private void backward(int[] sources, int n, Tensor dHidden) {
    Tensor dLogits = logits.rows(0, n);
    Tensor d = dNormed.rows(0, n);
    backend.multiply(dLogits, false, head.value(), false, 1, 0, d);
    if (head.gradient() != null) {
      backend.multiply(dLogits, true, normed.rows(0, n), false, 1, 1, head.gradient());
    }
    norm.backward(d, rows.rows(0, n), d, false);
    backend.scatterAdd(d, sources, n, null, dHidden);
  }

  /**
   * Logits of some rows.
   *
   * @param into receives [sources.length · vocabulary], row after row
   */
  void logits(Tensor hidden, int[] sources, float[] into) {
    float[] part = new float[Math.min(chunk, sources.length) * vocabulary];
    for (int from = 0; from < sources.length; from += chunk) {
      int n = Math.min(chunk, sources.length - from);
      int[] some = java.util.Arrays.copyOfRange(sources, from, from + n);
      computeLogits(hidden, some, n);
      backend.read(logits.rows(0, n), part);
      System.arraycopy(part, 0, into, from * vocabulary, n * vocabulary);
    }
  }

  /**
   * Rows after the final norm, which the vocabulary product reads.
   *
   * @param into receives [T · hidden]
   */
  void states(Tensor hidden, int tokens, float[] into) {
    float[] part = new float[chunk * hiddenSize];
    for (int from = 0; from < tokens; from += chunk) {
      int n = Math.min(chunk, tokens - from);
      norm.forward(hidden.rows(from, from + n), normed.rows(0, n));
      backend.read(normed.rows(0, n), part);
      System.arraycopy(part, 0, into, from * hiddenSize, n * hiddenSize);
    }
  }
}
