package io.seekforge.training;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local disk as {@code flaky:///…}, with failures: each operation fails with the probability of
 * {@code flaky.failures}, and all of them while the file that {@code flaky.down} names is there.
 */
public final class FlakyFileSystem extends RawLocalFileSystem {
  static final String FAILURES = "flaky.failures";
  static final String DOWN = "flaky.down";
  static final String FULL = "flaky.full";

  /** One of the process: with one of its own every new instance would fail at the same calls. */
  private static final Random RANDOM = new Random(ProcessHandle.current().pid());

  private double failures;
  private Path down;
  private boolean full;

  @Override
  public void initialize(URI uri, Configuration configuration) throws IOException {
    super.initialize(uri, configuration);
    failures = configuration.getDouble(FAILURES, 0);
    down = Paths.get(configuration.get(DOWN, "/nowhere"));
    full = configuration.getBoolean(FULL, false);
  }

  @Override
  public URI getUri() {
    return URI.create("flaky:///");
  }

  @Override
  public String getScheme() {
    return "flaky";
  }

  private void mayFail(String what) throws IOException {
    if (Files.exists(down) || RANDOM.nextDouble() < failures) {
      throw new IOException("injected: cannot " + what);
    }
  }

  @Override
  public FSDataInputStream open(org.apache.hadoop.fs.Path path, int buffer) throws IOException {
    mayFail("open");
    return super.open(path, buffer);
  }

  @Override
  public FSDataOutputStream create(
      org.apache.hadoop.fs.Path path,
      FsPermission permission,
      boolean overwrite,
      int buffer,
      short replication,
      long block,
      Progressable progress)
      throws IOException {
    mayFail("create");
    if (full) {
      throw new IOException("No space left on device");
    }
    return super.create(path, permission, overwrite, buffer, replication, block, progress);
  }

  @Override
  public FSDataOutputStream create(
      org.apache.hadoop.fs.Path path,
      boolean overwrite,
      int buffer,
      short replication,
      long block,
      Progressable progress)
      throws IOException {
    mayFail("create");
    if (full) {
      throw new IOException("No space left on device");
    }
    return super.create(path, overwrite, buffer, replication, block, progress);
  }

  @Override
  public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to)
      throws IOException {
    mayFail("rename");
    return super.rename(from, to);
  }

  @Override
  public boolean delete(org.apache.hadoop.fs.Path path, boolean recursive) throws IOException {
    mayFail("delete");
    return super.delete(path, recursive);
  }

  @Override
  public FileStatus[] listStatus(org.apache.hadoop.fs.Path path) throws IOException {
    mayFail("list");
    return super.listStatus(path);
  }

  @Override
  public FileStatus getFileStatus(org.apache.hadoop.fs.Path path) throws IOException {
    mayFail("look at");
    return super.getFileStatus(path);
  }
}
