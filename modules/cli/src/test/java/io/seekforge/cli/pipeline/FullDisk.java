package io.seekforge.cli.pipeline;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local disk under {@code full://}: writing a file whose name holds the word of {@code
 * full.word} runs out of space, as Hadoop's local file system reports it.
 */
public final class FullDisk extends FilterFileSystem {
  static final String WORD = "full.word";

  public FullDisk() {
    super(new RawLocalFileSystem());
  }

  static Configuration configuration(String word) {
    Configuration configuration = new Configuration();
    configuration.set("fs.full.impl", FullDisk.class.getName());
    configuration.set("fs.full.impl.disable.cache", "true");
    configuration.set(WORD, word);
    return configuration;
  }

  @Override
  public void initialize(URI name, Configuration configuration) throws IOException {
    super.initialize(URI.create("file:///"), configuration);
  }

  @Override
  public URI getUri() {
    return URI.create("full:///");
  }

  @Override
  public String getScheme() {
    return "full";
  }

  @Override
  protected void checkPath(Path path) {}

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    Path local = new Path(file.toUri().getPath());
    FSDataOutputStream real =
        super.create(local, permission, overwrite, bufferSize, replication, blockSize, progress);
    String word = getConf().get(WORD);
    return word.isEmpty() || !file.getName().contains(word)
        ? real
        : new FSDataOutputStream(new Full(real), new FileSystem.Statistics("full"));
  }

  /** Takes nothing. */
  private static final class Full extends OutputStream {
    private final OutputStream real;

    Full(OutputStream real) {
      this.real = real;
    }

    @Override
    public void write(int value) throws IOException {
      throw new IOException("No space left on device");
    }

    @Override
    public void close() throws IOException {
      real.close();
    }
  }
}
