package io.seekforge.model.decoder;

import io.seekforge.tensor.AttentionShape;
import io.seekforge.tensor.Backend;
import io.seekforge.tensor.ElementType;
import io.seekforge.tensor.Tensor;

/**
 * What any attention keeps between forward and backward, for T tokens: its {@link Operands},
 * statistics of the softmax, and the gradients of each. Gradients are shared by all blocks.
 */
final class AttentionTensors {
  /**
   * Queries [T, heads·qkDim], keys [T, kvHeads·qkDim], values [T, kvHeads·vDim] and the output [T,
   * heads·vDim], all of one type; queries of bfloat16 are times the scale.
   */
  record Operands(Tensor q, Tensor k, Tensor v, Tensor mixed) {
    Operands rows(int from, int to) {
      return new Operands(
          q.rows(from, to), k.rows(from, to), v.rows(from, to), mixed.rows(from, to));
    }
  }

  /** In float32. If {@link #narrow} is there, all blocks share them. */
  final Operands wide;

  /** In bfloat16, as products read them; null where they are not. */
  private final Operands narrow;

  final Tensor dMixed;
  final Tensor dq;
  final Tensor dk;
  final Tensor dv;
  private final Tensor statistics;
  private final Tensor narrowDMixed;

  /**
   * @param output reads what is mixed
   */
  AttentionTensors(Workspace workspace, AttentionShape shape, int tokens, LinearGroup output) {
    int queries = shape.heads() * shape.qkDim();
    int keys = shape.kvHeads() * shape.qkDim();
    int values = shape.kvHeads() * shape.vDim();
    int outputs = shape.heads() * shape.vDim();
    if (shape.operands() == ElementType.BFLOAT16 && output.alwaysNarrow(tokens)) {
      wide =
          new Operands(
              workspace.shared("attention.q", tokens, queries),
              workspace.shared("attention.k", tokens, keys),
              workspace.shared("attention.v", tokens, values),
              workspace.shared("attention.mixed", tokens, outputs));
      narrow = operands(workspace, ElementType.BFLOAT16, tokens, queries, keys, values, outputs);
      narrowDMixed =
          workspace.shared("attention.narrowDMixed", ElementType.BFLOAT16, tokens, outputs);
    } else {
      wide = operands(workspace, ElementType.FLOAT32, tokens, queries, keys, values, outputs);
      narrow = null;
      narrowDMixed = null;
    }
    statistics = workspace.matrix(tokens, 2 * shape.heads());
    dMixed = workspace.shared("attention.dMixed", tokens, outputs);
    dq = workspace.shared("attention.dq", tokens, queries);
    dk = workspace.shared("attention.dk", tokens, keys);
    dv = workspace.shared("attention.dv", tokens, values);
  }

  private static Operands operands(
      Workspace workspace,
      ElementType type,
      int tokens,
      int queries,
      int keys,
      int values,
      int outputs) {
    return new Operands(
        workspace.matrix(type, tokens, queries),
        workspace.matrix(type, tokens, keys),
        workspace.matrix(type, tokens, values),
        workspace.matrix(type, tokens, outputs));
  }

  /** Those that a pass computes with: in generation, whose caches are float32, the wide ones. */
  Operands operands(Documents documents) {
    return narrow != null && documents.cache(0) == null ? narrow : wide;
  }

  /** Rounds queries, which are then times the scale, keys and values if the pass wants it. */
  void round(Backend backend, AttentionShape shape, Documents documents) {
    if (operands(documents) == narrow) {
      roundQueries(backend, shape, documents);
      backend.narrow(wide.k, 1, narrow.k);
      backend.narrow(wide.v, 1, narrow.v);
    }
  }

  /** The same for queries alone. */
  void roundQueries(Backend backend, AttentionShape shape, Documents documents) {
    if (operands(documents) == narrow) {
      backend.narrow(wide.q, shape.scale(), narrow.q);
    }
  }

  /** Mixes the values of one document, whose queries are rows {@code from} to before {@code to}. */
  void forward(
      Backend backend,
      AttentionShape shape,
      Operands operands,
      int from,
      int to,
      Tensor keys,
      Tensor values) {
    backend.attention(
        shape,
        operands.q.rows(from, to),
        keys,
        values,
        operands.mixed.rows(from, to),
        statistics.rows(from, to));
  }

  /** Gradients of queries, keys and values from that of the output, one document after another. */
  void backward(Backend backend, AttentionShape shape, Documents documents) {
    Operands operands = operands(documents);
    Tensor dOutput = dMixed;
    if (operands == narrow) {
      backend.narrow(dMixed, 1, narrowDMixed);
      dOutput = narrowDMixed;
    }
    for (int i = 0; i < documents.count(); i++) {
      int from = documents.start(i);
      int to = documents.end(i);
      Operands rows = operands.rows(from, to);
      backend.attentionBackward(
          shape,
          rows.q,
          rows.k,
          rows.v,
          rows.mixed,
          statistics.rows(from, to),
          dOutput.rows(from, to),
          dq.rows(from, to),
          dk.rows(from, to),
          dv.rows(from, to));
    }
  }
}
