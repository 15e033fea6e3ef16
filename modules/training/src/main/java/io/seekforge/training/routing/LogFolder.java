package io.seekforge.training.routing;

import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Finds routing logs under a path. Logs that lie directly in it are of the domain of its name;
 * archives and folders in it are domains of their own, unless they are parts by their name ({@code
 * rank_0}, {@code part-1}).
 */
final class LogFolder {
  private static final String PART = "(?i)(?:rank|part|shard|split|worker)[-_]?\\d+";

  private final Path root;
  private final FileSystem files;

  private LogFolder(Path root, FileSystem files) {
    this.root = root;
    this.files = files;
  }

  /**
   * All logs, in order of their paths.
   *
   * @throws SeekforgeException if there are none
   */
  static List<LogFile> list(String path, Configuration hadoop) {
    Path given = new Path(path);
    try {
      FileSystem files = given.getFileSystem(hadoop);
      if (!files.exists(given)) {
        throw new SeekforgeException("Cannot read routing logs: no file or folder " + path);
      }
      List<LogFile> logs = new LogFolder(files.makeQualified(given), files).list();
      if (logs.isEmpty()) {
        throw new SeekforgeException(
            "Cannot find routing logs in "
                + path
                + ": no expert_weights_<layer>.txt (.gz), and no archive of them (.tar, .tar.gz)");
      }
      return logs;
    } catch (IOException e) {
      throw new SeekforgeException("Cannot list " + path + ": " + e.getMessage(), e);
    }
  }

  private List<LogFile> list() throws IOException {
    List<LogFile> logs = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> all = files.listFiles(root, true);
    while (all.hasNext()) {
      FileStatus file = all.next();
      String location = file.getPath().toString();
      if (LogFile.isLog(location)) {
        logs.add(new LogFile(location, domain(file.getPath())));
      }
    }
    logs.sort(Comparator.comparing(LogFile::location));
    return logs;
  }

  private String domain(Path file) {
    if (file.equals(root)) {
      return LogFile.isArchive(file.toString())
          ? LogFile.stem(file.getName())
          : file.getParent().getName();
    }
    String below = root.toUri().relativize(file.toUri()).getPath();
    String first = below.split("/", 2)[0];
    if (!below.contains("/")) {
      return LogFile.isArchive(first) && !LogFile.stem(first).matches(PART)
          ? LogFile.stem(first)
          : root.getName();
    }
    return first.matches(PART) ? root.getName() : first;
  }
}
