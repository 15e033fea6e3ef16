package io.seekforge.cli.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.seekforge.api.ContentHash;
import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * SHA-256 of files, remembered by path, size and modification time in {@code cache/hashes.json} of
 * the workspace. A file changed in the last seconds is not remembered: it could change once more
 * within its time stamp's resolution.
 */
final class FileHashes {
  static final String MISSING = "missing";

  private static final int FORMAT = 1;
  private static final long SETTLED_MILLIS = 5_000;
  private static final int BUFFER_BYTES = 1 << 20;

  record Known(
      @JsonProperty("bytes") long bytes,
      @JsonProperty("modified") long modified,
      @JsonProperty("sha256") String sha256) {}

  record Cache(
      @JsonProperty("format") int format, @JsonProperty("files") SortedMap<String, Known> files) {}

  private final Workspace workspace;
  private final Clock clock;
  private final Path file;
  private final SortedMap<String, Known> known = new TreeMap<>();
  private boolean changed;

  FileHashes(Workspace workspace, Clock clock) {
    this.workspace = workspace;
    this.clock = clock;
    this.file = new Path(workspace.root(), "cache/hashes.json");
    load();
  }

  private void load() {
    try {
      if (workspace.files().exists(file)) {
        Cache cache = Json.read(workspace.read(file), Cache.class);
        if (cache.format() == FORMAT) {
          known.putAll(cache.files());
        }
      }
    } catch (IOException e) {
      changed = true; // a spoiled cache is written anew
    }
  }

  /** Writes what was learned. */
  void save() {
    if (!changed) {
      return;
    }
    try {
      workspace.write(file, Json.write(new Cache(FORMAT, known)));
      changed = false;
    } catch (IOException e) {
      throw new SeekforgeException("Cannot write " + file + ": " + Failure.reason(e), e);
    }
  }

  /**
   * Hash of a file, or of all files a folder or glob stands for, with their names; {@value
   * #MISSING} if nothing is there, which the stage may allow.
   */
  String content(String location) {
    Path path = new Path(location);
    try {
      FileSystem files = path.getFileSystem(workspace.configuration());
      List<FileStatus> roots = roots(files, path);
      if (roots.isEmpty()) {
        return MISSING;
      }
      if (roots.size() == 1 && roots.get(0).isFile()) {
        return file(files, roots.get(0));
      }
      return many(files, roots);
    } catch (IOException e) {
      throw new SeekforgeException("Cannot read " + location + ": " + Failure.reason(e), e);
    }
  }

  private static List<FileStatus> roots(FileSystem files, Path path) throws IOException {
    if (files.exists(path)) {
      return List.of(files.getFileStatus(path));
    }
    FileStatus[] found = files.globStatus(path);
    return found == null ? List.of() : Arrays.asList(found);
  }

  private String many(FileSystem files, List<FileStatus> roots) throws IOException {
    List<FileStatus> found = new ArrayList<>();
    for (FileStatus root : roots) {
      collect(files, root, found);
    }
    found.sort(Comparator.comparing(status -> status.getPath().toString()));
    Path base = roots.size() == 1 ? roots.get(0).getPath() : roots.get(0).getPath().getParent();
    SortedMap<String, String> hashes = new TreeMap<>();
    for (FileStatus status : found) {
      hashes.put(name(base, status.getPath()), file(files, status));
    }
    return ContentHash.of(hashes);
  }

  private static String name(Path base, Path file) {
    return file.toString().startsWith(base + "/")
        ? Workspace.relative(base, file)
        : file.toString();
  }

  private static void collect(FileSystem files, FileStatus root, List<FileStatus> found)
      throws IOException {
    if (root.isFile()) {
      found.add(root);
      return;
    }
    for (FileStatus child : files.listStatus(root.getPath())) {
      if (!child.getPath().getName().startsWith(".")) {
        collect(files, child, found);
      }
    }
  }

  private String file(FileSystem files, FileStatus status) throws IOException {
    String key = status.getPath().toString();
    Known before = known.get(key);
    if (before != null
        && before.bytes() == status.getLen()
        && before.modified() == status.getModificationTime()) {
      return before.sha256();
    }
    String hash = sha256(files, status.getPath());
    if (clock.millis() - status.getModificationTime() > SETTLED_MILLIS) {
      known.put(key, new Known(status.getLen(), status.getModificationTime(), hash));
      changed = true;
    }
    return hash;
  }

  /** SHA-256 of a file, read now. */
  static String sha256(FileSystem files, Path path) throws IOException {
    try (InputStream in = files.open(path)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
