package io.seekforge.model.decoder;

import io.seekforge.tensor.AttentionShape;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.Tensor;

/**
 * What any attention keeps between forward and backward, for T tokens: queries [T, heads·qkDim],
 * keys [T, kvHeads·qkDim], values [T, kvHeads·vDim], output and statistics of the softmax, and the
 * gradients of each. Gradients are shared by all blocks.
 */
final class AttentionTensors {
  final Tensor q;
  final Tensor k;
  final Tensor v;
  final Tensor mixed;
  final Tensor statistics;
  final Tensor dMixed;
  final Tensor dq;
  final Tensor dk;
  final Tensor dv;

  AttentionTensors(Workspace workspace, AttentionShape shape, int tokens) {
    int queries = shape.heads() * shape.qkDim();
    int keys = shape.kvHeads() * shape.qkDim();
    int values = shape.kvHeads() * shape.vDim();
    int outputs = shape.heads() * shape.vDim();
    q = workspace.matrix(tokens, queries);
    k = workspace.matrix(tokens, keys);
    v = workspace.matrix(tokens, values);
    mixed = workspace.matrix(tokens, outputs);
    statistics = workspace.matrix(tokens, 2 * shape.heads());
    dMixed = workspace.shared("attention.dMixed", tokens, outputs);
    dq = workspace.shared("attention.dq", tokens, queries);
    dk = workspace.shared("attention.dk", tokens, keys);
    dv = workspace.shared("attention.dv", tokens, values);
  }

  /** Mixes the values of one document, rows {@code from} to before {@code to}. */
  void forward(
      Backend backend, AttentionShape shape, int from, int to, Tensor keys, Tensor values) {
    backend.attention(
        shape, q.rows(from, to), keys, values, mixed.rows(from, to), statistics.rows(from, to));
  }

  /** Gradients of queries, keys and values from that of the output, one document after another. */
  void backward(Backend backend, AttentionShape shape, Documents documents) {
    for (int i = 0; i < documents.count(); i++) {
      int from = documents.start(i);
      int to = documents.end(i);
      backend.attentionBackward(
          shape,
          q.rows(from, to),
          k.rows(from, to),
          v.rows(from, to),
          mixed.rows(from, to),
          statistics.rows(from, to),
          dMixed.rows(from, to),
          dq.rows(from, to),
          dk.rows(from, to),
          dv.rows(from, to));
    }
  }
}
