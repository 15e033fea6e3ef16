package io.seekforge.training.rounds;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.nio.ByteBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One block of one replica's gradient on its way through the shuffle. It is written from the
 * gradient's own memory, so that a task never has a copy on the heap; read back it holds the bytes.
 */
public final class GradientPiece implements Externalizable {
  private static final long serialVersionUID = 1L;
  private static final int CHUNK = 1 << 16;

  private transient INDArray gradient;
  private transient long from;
  private int count;
  private byte[] bytes;
  private Contribution contribution;
  private double seconds;

  /** For reading back. */
  public GradientPiece() {}

  /**
   * @param count elements; 0 if the replica had no sequence left
   * @param contribution what the replica computed
   * @param seconds time the gradient took, for people only
   */
  GradientPiece(
      INDArray gradient, long from, int count, Contribution contribution, double seconds) {
    this.gradient = gradient;
    this.from = from;
    this.count = count;
    this.contribution = contribution;
    this.seconds = seconds;
  }

  Contribution contribution() {
    return contribution;
  }

  double seconds() {
    return seconds;
  }

  /** The elements, float32 little-endian; empty if the replica had no sequence left. */
  byte[] bytes() {
    if (bytes == null) {
      bytes = new byte[count * Float.BYTES];
      if (count > 0) {
        Slice.of(gradient, from, count).get(bytes);
      }
    }
    return bytes;
  }

  @Override
  public void writeExternal(ObjectOutput out) throws IOException {
    out.writeObject(contribution);
    out.writeDouble(seconds);
    out.writeInt(count);
    if (bytes != null) {
      out.write(bytes);
    } else if (count > 0) {
      ByteBuffer source = Slice.of(gradient, from, count);
      byte[] chunk = new byte[Math.min(CHUNK, source.remaining())];
      while (source.hasRemaining()) {
        int length = Math.min(chunk.length, source.remaining());
        source.get(chunk, 0, length);
        out.write(chunk, 0, length);
      }
    }
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException, ClassNotFoundException {
    contribution = (Contribution) in.readObject();
    seconds = in.readDouble();
    count = in.readInt();
    bytes = new byte[Math.multiplyExact(count, Float.BYTES)];
    in.readFully(bytes);
  }
}
