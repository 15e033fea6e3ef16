package io.seekforge.cli.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * At most one run writes in a recipe's folder: the file {@code .lock} names the process that holds
 * it. A lock whose process has died on this host is taken over.
 */
final class WorkspaceLock implements AutoCloseable {

  /** Who holds a lock. The start time tells a process from a later one with the same number. */
  record Owner(
      @JsonProperty("host") String host,
      @JsonProperty("pid") long pid,
      @JsonProperty("started") String started) {

    static Owner here() {
      return new Owner(hostName(), ProcessHandle.current().pid(), started(ProcessHandle.current()));
    }

    boolean dead() {
      return host.equals(hostName())
          && ProcessHandle.of(pid)
              .filter(process -> started.isEmpty() || started.equals(started(process)))
              .isEmpty();
    }

    private static String started(ProcessHandle process) {
      return process.info().startInstant().map(Instant::toString).orElse("");
    }

    private static String hostName() {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        return "localhost";
      }
    }
  }

  private final Workspace workspace;
  private final Path file;
  private final byte[] content;

  private WorkspaceLock(Workspace workspace, Path file, byte[] content) {
    this.workspace = workspace;
    this.file = file;
    this.content = content;
  }

  /** Takes the lock, or says who holds it. */
  static WorkspaceLock acquire(Workspace workspace) {
    Path file = new Path(workspace.root(), ".lock");
    try {
      byte[] content = Json.write(Owner.here());
      WorkspaceLock lock = new WorkspaceLock(workspace, file, content);
      if (!lock.create()) {
        lock.takeOver();
      }
      return lock;
    } catch (IOException e) {
      throw new SeekforgeException("Cannot lock " + file + ": " + Failure.reason(e), e);
    }
  }

  private void takeOver() throws IOException {
    byte[] other = read().orElse(new byte[0]);
    Owner owner = owner(other);
    if (owner != null && owner.dead()) {
      Path aside = new Path(file.getParent(), ".lock." + ProcessHandle.current().pid());
      if (workspace.files().rename(file, aside)) {
        // Another run may have taken over in between: then what was moved aside is its lock.
        boolean stale = Arrays.equals(workspace.read(aside), other);
        if (!stale) {
          workspace.files().rename(aside, file);
        } else {
          workspace.delete(aside);
        }
        if (stale && create()) {
          return;
        }
      }
    }
    String holder =
        owner == null ? "another run" : "process " + owner.pid() + " on " + owner.host();
    throw new SeekforgeException(
        "Cannot run in %s: %s holds it (wait for it to end; if it is gone, delete %s)"
            .formatted(workspace.root(), holder, file));
  }

  /** Makes the file with its content unless it is there. */
  private boolean create() throws IOException {
    boolean local = workspace.files().getScheme().equals("file");
    try (OutputStream out = local ? createLocal() : workspace.files().create(file, false)) {
      out.write(content);
      return true;
    } catch (FileAlreadyExistsException | org.apache.hadoop.fs.FileAlreadyExistsException e) {
      return false;
    }
  }

  /** Hadoop's local file system looks and then creates; the JDK does both in one step. */
  private OutputStream createLocal() throws IOException {
    return Files.newOutputStream(
        java.nio.file.Path.of(file.toUri().getPath()),
        StandardOpenOption.CREATE_NEW,
        StandardOpenOption.WRITE);
  }

  private Optional<byte[]> read() throws IOException {
    FileSystem files = workspace.files();
    return files.exists(file) ? Optional.of(workspace.read(file)) : Optional.empty();
  }

  private static Owner owner(byte[] json) {
    try {
      return Json.read(json, Owner.class);
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      if (Arrays.equals(read().orElse(new byte[0]), content)) {
        workspace.delete(file);
      }
    } catch (IOException e) {
      throw new SeekforgeException("Cannot release " + file + ": " + Failure.reason(e), e);
    }
  }
}
