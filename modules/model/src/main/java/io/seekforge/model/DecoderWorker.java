package io.seekforge.model;

import io.seekforge.api.PackedSequence;
import io.seekforge.model.decoder.Decoder;
import io.seekforge.model.experts.RoutingObserver;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A worker is a decoder behind the contract of training. */
final class DecoderWorker implements ModelWorker {
  private final Decoder decoder;
  private final boolean trains;
  private final double dropout;

  /**
   * @param trainable null: the base alone
   */
  DecoderWorker(Decoder decoder, Trainable trainable) {
    this.decoder = decoder;
    this.trains = trainable != null;
    this.dropout = trainable instanceof LoraConfig lora ? lora.dropout() : 0;
  }

  @Override
  public void use(INDArray parameters) {
    decoder.use(parameters);
  }

  @Override
  public LossSum loss(PackedSequence sequence) {
    return decoder.loss(sequence);
  }

  @Override
  public LossSum gradient(PackedSequence sequence, INDArray gradientSum) {
    if (dropout > 0) {
      throw new IllegalStateException(
          "Dropout " + dropout + " needs draws: the same ones every time would drop the same");
    }
    return gradient(sequence, 0, gradientSum);
  }

  @Override
  public LossSum gradient(PackedSequence sequence, long draws, INDArray gradientSum) {
    if (!trains) {
      throw new IllegalStateException("This worker was made without trainable parameters");
    }
    return decoder.gradient(sequence, draws, gradientSum);
  }

  @Override
  public void route(PackedSequence sequence, RoutingObserver observer) {
    decoder.route(sequence, observer);
  }

  @Override
  public float[] logits(PackedSequence sequence) {
    return decoder.logits(sequence);
  }

  @Override
  public float[] states(PackedSequence sequence) {
    return decoder.states(sequence);
  }

  @Override
  public void close() {
    decoder.close();
  }
}
