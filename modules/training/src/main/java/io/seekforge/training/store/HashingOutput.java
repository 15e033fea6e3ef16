package io.seekforge.training.store;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Takes the SHA-256 of what passes through; closing it does not close what lies below. */
public final class HashingOutput extends FilterOutputStream {
  private final MessageDigest digest;

  public HashingOutput(OutputStream below) {
    super(below);
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public void write(int value) throws IOException {
    digest.update((byte) value);
    out.write(value);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    digest.update(bytes, from, count);
    out.write(bytes, from, count);
  }

  @Override
  public void close() throws IOException {
    out.flush();
  }

  /** The hash of all bytes so far, hex; ends the counting. */
  public String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
