package io.seekforge.training.rounds;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J's threshold encoding (Strom 2015, "Scalable distributed DNN training using commodity GPU
 * cloud computing"): an update sends the places of its elements beyond ±τ, 4 bytes each, and the
 * driver adds ±τ there; the rest waits. τ is a multiple of the update's root mean square, so that
 * it follows gradients that shrink; it is sent for 16τ and 4τ first, so that no element can wait
 * for ever because it grows by more than τ a round. Parameters go out as bfloat16.
 *
 * @param factor τ / root mean square
 */
record ThresholdWire(double factor) implements Wire {
  private static final Bf16Wire HALVES = new Bf16Wire();
  private static final int[] MULTIPLES = {16, 4, 1};

  @Override
  public boolean exact() {
    return false;
  }

  @Override
  public byte[] parameters(byte[] floats) {
    return HALVES.parameters(floats);
  }

  @Override
  public INDArray parameters(byte[] sent, long length) {
    return HALVES.parameters(sent, length);
  }

  /** For each multiple the length of ND4J's message, in ints, and the message. */
  @Override
  public byte[] update(INDArray values, double norm) {
    double tau = factor * norm / Math.sqrt(values.length());
    if (!(tau > Float.MIN_NORMAL)) {
      return new byte[0];
    }
    List<int[]> messages = new ArrayList<>();
    for (int multiple : MULTIPLES) {
      messages.add(message(values, multiple * tau));
    }
    int ints = messages.stream().mapToInt(message -> 1 + message.length).sum();
    ByteBuffer sent = ByteBuffer.allocate(ints * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    IntBuffer target = sent.asIntBuffer();
    messages.forEach(message -> target.put(message.length).put(message));
    return sent.array();
  }

  private static int[] message(INDArray values, double tau) {
    int most = Math.toIntExact(values.length());
    INDArray encoded = Nd4j.getExecutioner().thresholdEncode(values, tau, most);
    if (encoded == null) {
      return new int[0];
    }
    try (encoded) {
      return encoded.toIntVector();
    }
  }

  @Override
  public INDArray update(byte[] sent, long length) {
    INDArray values = FlatVector.zeros(length);
    IntBuffer ints = ByteBuffer.wrap(sent).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
    while (ints.hasRemaining()) {
      int[] encoded = new int[ints.get()];
      ints.get(encoded);
      if (encoded.length > 0) {
        try (INDArray message = Nd4j.createFromArray(encoded)) {
          Nd4j.getExecutioner().thresholdDecode(message, values);
        }
      }
    }
    return values;
  }
}
