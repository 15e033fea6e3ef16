package io.seekforge.model;

import io.seekforge.api.PackedSequence;
import io.seekforge.model.decoder.Decoder;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A worker is a decoder behind the contract of training. */
final class DecoderWorker implements ModelWorker {
  private final Decoder decoder;
  private final boolean trains;

  DecoderWorker(Decoder decoder, boolean trains) {
    this.decoder = decoder;
    this.trains = trains;
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
    if (!trains) {
      throw new IllegalStateException("This worker was made without trainable parameters");
    }
    return decoder.gradient(sequence, gradientSum);
  }

  @Override
  public float[] logits(PackedSequence sequence) {
    return decoder.logits(sequence);
  }

  @Override
  public void close() {
    decoder.close();
  }
}
