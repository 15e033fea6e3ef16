package io.seekforge.model.checkpoint;

import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over the names and contents of a checkpoint's weight files: tells bases apart. */
final class BaseHash {
  private BaseHash() {}

  static String of(WeightIndex base) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String shard : base.shards()) {
        digest.update((shard + "\n").getBytes(StandardCharsets.UTF_8));
        add(base.folder().resolve(shard), digest);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void add(Path file, MessageDigest digest) {
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      in.transferTo(out);
    } catch (IOException e) {
      throw new SeekforgeException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
