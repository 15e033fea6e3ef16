package io.seekforge.cli.pipeline;

import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * At most one run writes in a recipe's folder: the file {@code .lock} names the process that holds
 * it. A lock whose process has died on this host is taken over, and that of an earlier attempt of
 * the same YARN application, wherever that ran.
 */
final class WorkspaceLock implements AutoCloseable {

  private final Workspace workspace;
  private final Path file;
  private final LockOwner self;
  private final byte[] content;

  private WorkspaceLock(Workspace workspace, Path file, LockOwner self) throws IOException {
    this.workspace = workspace;
    this.file = file;
    this.self = self;
    this.content = Json.write(self);
  }

  /** Takes the lock for this process, or says who holds it. */
  static WorkspaceLock acquire(Workspace workspace) {
    return acquire(workspace, LockOwner.here(Optional.ofNullable(System.getenv("CONTAINER_ID"))));
  }

  static WorkspaceLock acquire(Workspace workspace, LockOwner owner) {
    Path file = new Path(workspace.root(), ".lock");
    try {
      WorkspaceLock lock = new WorkspaceLock(workspace, file, owner);
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
    LockOwner owner = owner(other);
    if (owner != null && owner.givesWayTo(self)) {
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
    throw new SeekforgeException(
        "Cannot run in %s: %s holds it (wait for it to end; if it is gone, delete %s)"
            .formatted(workspace.root(), name(owner), file));
  }

  /**
   * Refuses to go on if another run has the lock now: one that YARN has given up may live on for a
   * while beside its next attempt.
   */
  void check() throws IOException {
    byte[] other = read().orElse(content);
    if (!Arrays.equals(other, content)) {
      throw new SeekforgeException(
          "Cannot go on in %s: %s has taken it over"
              .formatted(workspace.root(), name(owner(other))));
    }
  }

  private static String name(LockOwner owner) {
    return owner == null ? "another run" : owner.toString();
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

  private static LockOwner owner(byte[] json) {
    try {
      return Json.read(json, LockOwner.class);
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
