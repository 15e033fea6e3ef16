package io.seekforge.training.store;

import io.seekforge.api.SeekforgeException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/**
 * One folder on any Hadoop file system. A file that {@link #write} or {@link #copyIn} made is whole
 * under its name or not there: it is written beside its place and renamed. On local disks no {@code
 * .crc} files are left: the callers keep SHA-256 hashes of their own. A store that fails or cannot
 * be reached is asked again for a while ({@link Retry}).
 */
public final class HadoopFolder {
  private static final String UNFINISHED = ".unfinished-";

  private final FileSystem files;
  private final Path folder;
  private final Retry retry;

  /**
   * @param folder path or URI
   * @param hadoop finds the file system
   */
  public HadoopFolder(String folder, Configuration hadoop) {
    this.folder = new Path(folder);
    this.retry = new Retry(hadoop);
    try {
      this.files = retry.call(() -> withoutCrc(this.folder.getFileSystem(hadoop)));
    } catch (IOException e) {
      throw failure("open", this.folder, e);
    }
  }

  private HadoopFolder(FileSystem files, Path folder, Retry retry) {
    this.files = files;
    this.folder = folder;
    this.retry = retry;
  }

  private static FileSystem withoutCrc(FileSystem files) {
    return files instanceof ChecksumFileSystem checked ? checked.getRawFileSystem() : files;
  }

  /** A folder in this one, whether it is there or not. */
  public HadoopFolder child(String name) {
    return new HadoopFolder(files, new Path(folder, name), retry);
  }

  /** This folder's absolute URI. */
  public String qualified() {
    return files.makeQualified(folder).toString();
  }

  /** The URI of a file in this folder. */
  public String location(String name) {
    return new Path(folder, name).toString();
  }

  /** Whether a file or folder of that name is there. */
  public boolean exists(String name) {
    try {
      return retry.call(() -> files.exists(new Path(folder, name)));
    } catch (IOException e) {
      throw failure("look for", new Path(folder, name), e);
    }
  }

  /** Names of the files and folders in this one, ascending; empty if it is not there. */
  public List<String> names() {
    try {
      List<String> names = new ArrayList<>();
      for (FileStatus child : retry.call(() -> files.listStatus(folder))) {
        names.add(child.getPath().getName());
      }
      names.sort(null);
      return names;
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw failure("list", folder, e);
    }
  }

  /** The URIs of those whose names end so, in the order of {@link #names()}. */
  public List<String> locations(String suffix) {
    return names().stream().filter(name -> name.endsWith(suffix)).map(this::location).toList();
  }

  /** All bytes of a small file. */
  public byte[] read(String name) {
    Path path = new Path(folder, name);
    try {
      return retry.call(() -> readOnce(path));
    } catch (IOException e) {
      throw failure("read", path, e);
    }
  }

  private byte[] readOnce(Path path) throws IOException {
    try (InputStream in = files.open(path)) {
      return in.readAllBytes();
    }
  }

  /**
   * Writes a small file.
   *
   * @return SHA-256 of the content, hex
   */
  public String write(String name, byte[] content) {
    return write(name, out -> out.write(content));
  }

  /**
   * Copies a local file into this folder.
   *
   * @return SHA-256 of the content, hex
   */
  public String copyIn(java.nio.file.Path local, String name) {
    return write(name, out -> Files.copy(local, out));
  }

  /** Copies a file of this folder to a stream, which stays open. */
  public void copyTo(String name, OutputStream out) {
    Path path = new Path(folder, name);
    CountingOutput counted = new CountingOutput(out);
    try {
      retry.call(
          () -> {
            // What has gone out cannot come again.
            try (FSDataInputStream in = files.open(path)) {
              in.seek(counted.count());
              return in.transferTo(counted);
            }
          });
    } catch (IOException e) {
      throw failure("read", path, e);
    }
  }

  /** Starts a file that grows line by line and may be read meanwhile; the old one is replaced. */
  public FSDataOutputStream create(String name) {
    Path path = new Path(folder, name);
    try {
      return retry.call(() -> files.create(path, true));
    } catch (IOException e) {
      throw failure("write", path, e);
    }
  }

  /** Removes a file or a folder with all it holds; nothing happens if it is not there. */
  public void delete(String name) {
    try {
      retry.call(() -> files.delete(new Path(folder, name), true));
    } catch (IOException e) {
      throw failure("delete", new Path(folder, name), e);
    }
  }

  /**
   * Writes a file piece by piece.
   *
   * @return SHA-256 of the content, hex
   */
  public String write(String name, Content content) {
    Path target = new Path(folder, name);
    try {
      return retry.call(() -> writeOnce(name, target, content));
    } catch (IOException e) {
      throw failure("write", target, e);
    }
  }

  private String writeOnce(String name, Path target, Content content) throws IOException {
    // A task and its speculative copy may write the same file at once, with the same bytes.
    Path unfinished = new Path(folder, UNFINISHED + name + "-" + UUID.randomUUID());
    try {
      String hash;
      try (FSDataOutputStream out = files.create(unfinished, true)) {
        HashingOutput hashing = new HashingOutput(out);
        content.writeTo(hashing);
        hash = hashing.sha256();
        // Local disks and HDFS must hold the bytes before the name says so; stores that show a file
        // only when it is closed have no such call.
        if (out.hasCapability(StreamCapabilities.HSYNC)) {
          out.hsync();
        }
      }
      rename(unfinished, target);
      return hash;
    } catch (IOException e) {
      removeUnfinished(unfinished, e);
      throw e;
    }
  }

  /** Local disks and HDFS replace the file in one step; elsewhere an old one must go first. */
  private void rename(Path unfinished, Path target) throws IOException {
    if (files instanceof RawLocalFileSystem local && files.getUri().getScheme().equals("file")) {
      Files.move(
          local.pathToFile(unfinished).toPath(),
          local.pathToFile(target).toPath(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    if (files instanceof DistributedFileSystem hdfs) {
      hdfs.rename(unfinished, target, Options.Rename.OVERWRITE);
      return;
    }
    files.delete(target, false);
    if (!files.rename(unfinished, target)) {
      throw new IOException("cannot rename " + unfinished.getName());
    }
  }

  private void removeUnfinished(Path unfinished, IOException cause) {
    try {
      retry.call(() -> files.delete(unfinished, false));
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private static SeekforgeException failure(String verb, Path path, IOException cause) {
    return new SeekforgeException("Cannot " + verb + " " + path + ": " + cause.getMessage(), cause);
  }

  /** Produces the bytes of a file; again if a store has failed. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }
}
