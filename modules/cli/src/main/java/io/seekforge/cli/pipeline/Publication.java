package io.seekforge.cli.pipeline;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageFolder;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;

/** Brings {@code out/} up to what a stage's immutable folder holds. */
record Publication(Workspace workspace) {
  /** Top folders of {@code out/} that a stage owns; what it does not write there is removed. */
  private static final List<String> EXPORTED = List.of("adapter", "delta", "mixture", "merged");

  private static final List<String> REPORTED = List.of("report");

  void publish(StageFolder folder, Manifest manifest) {
    List<String> owned =
        switch (manifest.stageName()) {
          case EXPORT -> EXPORTED;
          case REPORT -> REPORTED;
          default -> List.of();
        };
    try {
      for (String top : owned) {
        removeOthers(top, manifest);
      }
      for (Manifest.Entry entry : manifest.files()) {
        if (owned.contains(entry.path().split("/", 2)[0])) {
          copy(
              new Path(folder.child(entry.path())), new Path(workspace.out(), entry.path()), entry);
        }
      }
    } catch (IOException e) {
      throw new SeekforgeException("Cannot write " + workspace.out() + ": " + Failure.reason(e), e);
    }
  }

  private void removeOthers(String top, Manifest manifest) throws IOException {
    Path folder = new Path(workspace.out(), top);
    if (!workspace.files().exists(folder)) {
      return;
    }
    Set<String> named = new HashSet<>();
    manifest.files().forEach(entry -> named.add(entry.path()));
    for (FileStatus file : workspace.list(folder)) {
      if (!named.contains(Workspace.relative(workspace.out(), file.getPath()))) {
        workspace.delete(file.getPath());
      }
    }
  }

  private void copy(Path from, Path to, Manifest.Entry entry) throws IOException {
    FileSystem files = workspace.files();
    if (files.exists(to)
        && files.getFileStatus(to).getLen() == entry.bytes()
        && FileHashes.sha256(files, to).equals(entry.sha256())) {
      return;
    }
    Path temporary = new Path(to.getParent(), "." + to.getName() + ".tmp");
    FileUtil.copy(files, from, files, temporary, false, true, workspace.configuration());
    files.delete(to, false);
    if (!files.rename(temporary, to)) {
      throw new IOException("Cannot rename " + temporary + " to " + to.getName());
    }
  }
}
