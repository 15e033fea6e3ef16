package io.seekforge.corpus;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.SourceSection;
import java.io.IOException;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Finds the files of a source on any Hadoop file system: a file, a folder with all below it, or
 * what fits a glob. Files are in path order; names that start with a dot or an underscore ({@code
 * _SUCCESS}) are skipped.
 */
final class SourceFiles {
  private final Configuration hadoop;

  SourceFiles(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  /**
   * The files of a source.
   *
   * @throws SeekforgeException if there is none
   */
  List<InputFile> list(SourceSection source) {
    try {
      Path path = new Path(source.path());
      FileSystem files = path.getFileSystem(hadoop);
      List<FileStatus> found = new ArrayList<>();
      for (FileStatus root : roots(source, files, path)) {
        collect(files, root, found);
      }
      if (found.isEmpty()) {
        throw missing(source, "holds no files");
      }
      found.sort(Comparator.comparing(status -> status.getPath().toString()));
      int most = source.maxFiles() == 0 ? found.size() : source.maxFiles();
      return found.stream().limit(most).map(status -> file(source, files, status)).toList();
    } catch (IOException | IllegalArgumentException e) {
      throw new SeekforgeException(
          "Cannot read source \"%s\": %s: %s"
              .formatted(source.name(), source.path(), e.getMessage()),
          e);
    }
  }

  private static List<FileStatus> roots(SourceSection source, FileSystem files, Path path)
      throws IOException {
    if (files.exists(path)) {
      return List.of(files.getFileStatus(path));
    }
    FileStatus[] fitting = files.globStatus(path);
    boolean glob = source.path().matches(".*[*?\\[{].*");
    if (!glob || fitting == null) {
      throw missing(source, "does not exist");
    }
    List<FileStatus> roots = Arrays.stream(fitting).filter(SourceFiles::visible).toList();
    if (roots.isEmpty()) {
      throw missing(source, "fits no file");
    }
    return roots;
  }

  private static void collect(FileSystem files, FileStatus root, List<FileStatus> found)
      throws IOException {
    if (root.isFile()) {
      found.add(root);
      return;
    }
    for (FileStatus child : files.listStatus(root.getPath())) {
      if (visible(child)) {
        collect(files, child, found);
      }
    }
  }

  private static boolean visible(FileStatus status) {
    String name = status.getPath().getName();
    return !name.startsWith(".") && !name.startsWith("_");
  }

  private static InputFile file(SourceSection source, FileSystem files, FileStatus status) {
    String uri = status.getPath().toUri().toString();
    return new InputFile(source, uri, name(source, files, status.getPath()), status.getLen());
  }

  /**
   * Local files under a relative path keep relative names, so that documents do not name a machine.
   */
  private static String name(SourceSection source, FileSystem files, Path file) {
    Path asWritten = new Path(source.path());
    if (!files.getScheme().equals("file") || asWritten.toUri().getScheme() != null) {
      return file.toString();
    }
    String local = file.toUri().getPath();
    return asWritten.isUriPathAbsolute()
        ? local
        : Paths.get("").toAbsolutePath().relativize(Paths.get(local)).toString();
  }

  private static SeekforgeException missing(SourceSection source, String what) {
    return new SeekforgeException(
        "Cannot find source \"%s\": %s %s; correct its path in the recipe"
            .formatted(source.name(), source.path(), what));
  }
}
