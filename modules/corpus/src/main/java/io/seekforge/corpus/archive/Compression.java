package io.seekforge.corpus.archive;

import io.seekforge.text.parse.ParsedRecords;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/** Decompresses as the end of a file's name says, with Hadoop's codecs. */
public final class Compression {
  private static final Pattern ENDING = Pattern.compile("\\.[a-z0-9]+$");

  private final CompressionCodecFactory codecs;

  public Compression(Configuration hadoop) {
    codecs = new CompressionCodecFactory(hadoop);
  }

  /** The file's plain bytes; those that were compressed count. */
  InputStream plain(String name, ParsedRecords.Bytes bytes, UnpackBudget budget)
      throws IOException {
    InputStream stored = bytes.open();
    CompressionCodec codec = codec(name);
    if (codec == null) {
      return stored;
    }
    try {
      return budget.counted(codec.createInputStream(stored));
    } catch (UncheckedIOException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IOException(e.getMessage(), e); // a codec whose native library is not there
    }
  }

  private CompressionCodec codec(String name) {
    Matcher ending = ENDING.matcher(name.toLowerCase(Locale.ROOT).replaceFirst("\\.tgz$", ".gz"));
    return ending.find() ? codecs.getCodec(new Path("file" + ending.group())) : null;
  }
}
