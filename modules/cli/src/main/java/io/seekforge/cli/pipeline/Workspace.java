package io.seekforge.cli.pipeline;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder {@code <workspace>/<recipe name>/} of one recipe, on any Hadoop file system. Layout:
 * {@code docs/spec/workspace.md}.
 */
public final class Workspace {
  private final FileSystem files;
  private final Path root;
  private final Configuration configuration;

  private Workspace(FileSystem files, Path root, Configuration configuration) {
    this.files = files;
    this.root = root;
    this.configuration = configuration;
  }

  /** Opens the recipe's folder, making it if it is missing. */
  public static Workspace open(Recipe recipe, Configuration configuration) {
    try {
      Path parent = new Path(recipe.workspace());
      FileSystem files = parent.getFileSystem(configuration);
      Path root = new Path(files.makeQualified(parent), recipe.name());
      if (!files.mkdirs(root)) {
        throw new IOException("the folder cannot be made");
      }
      return new Workspace(files, root, configuration);
    } catch (IOException | IllegalArgumentException e) {
      throw new SeekforgeException(
          "Cannot open the workspace " + recipe.workspace() + ": " + Failure.reason(e), e);
    }
  }

  public FileSystem files() {
    return files;
  }

  /** The recipe's folder. */
  public Path root() {
    return root;
  }

  public Configuration configuration() {
    return configuration;
  }

  /** Where people find results. */
  public Path out() {
    return new Path(root, "out");
  }

  /** A file or folder of the recipe's folder, as a person would write it. */
  public String shown(String child) {
    Path path = child.isEmpty() ? root : new Path(root, child);
    return files.getScheme().equals("file") ? path.toUri().getPath() : path.toString();
  }

  /** All versions of a stage. */
  Path stage(StageName stage) {
    return new Path(root, stage.word());
  }

  /** One version of a stage. */
  public StageFolder folder(StageName stage, String fingerprint) {
    return new StageFolder(shown(stage.word() + "/" + fingerprint));
  }

  /** The manifest of a stage's folder, if it is there and readable. */
  public Optional<Manifest> manifest(StageFolder folder) {
    try {
      return Optional.of(Json.read(read(new Path(folder.manifest())), Manifest.class));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new SeekforgeException(
          "Cannot read " + folder.manifest() + ": " + Failure.reason(e) + " (delete the folder)",
          e);
    }
  }

  /** The manifest, if every file it names is there with its size. */
  Optional<Manifest> whole(StageFolder folder) {
    return manifest(folder).filter(manifest -> complete(folder, manifest));
  }

  private boolean complete(StageFolder folder, Manifest manifest) {
    for (Manifest.Entry entry : manifest.files()) {
      try {
        if (files.getFileStatus(new Path(folder.child(entry.path()))).getLen() != entry.bytes()) {
          return false;
        }
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }

  byte[] read(Path path) throws IOException {
    try (FSDataInputStream in = files.open(path)) {
      return in.readAllBytes();
    }
  }

  /** Writes a file so that it is there whole or not at all. */
  public void write(Path path, byte[] content) throws IOException {
    Path temporary = new Path(path.getParent(), "." + path.getName() + ".tmp");
    try {
      try (FSDataOutputStream out = files.create(temporary, true)) {
        out.write(content);
      }
      files.delete(path, false);
      if (!files.rename(temporary, path)) {
        throw new IOException("the file cannot be renamed to its name");
      }
    } catch (IOException | org.apache.hadoop.fs.FSError e) {
      files.delete(temporary, false);
      throw e instanceof IOException failure ? failure : new IOException(Failure.reason(e), e);
    }
  }

  void delete(Path path) throws IOException {
    if (files.exists(path) && !files.delete(path, true)) {
      throw new IOException("Cannot delete " + path);
    }
  }

  /** All files below a folder, sorted by path; hidden ones (dot or underscore first) left out. */
  List<FileStatus> list(Path folder) throws IOException {
    List<FileStatus> found = new ArrayList<>();
    add(folder, found);
    found.sort(Comparator.comparing(status -> status.getPath().toString()));
    return found;
  }

  private void add(Path folder, List<FileStatus> found) throws IOException {
    for (FileStatus child : files.listStatus(folder, Workspace::visible)) {
      if (child.isDirectory()) {
        add(child.getPath(), found);
      } else {
        found.add(child);
      }
    }
  }

  private static boolean visible(Path path) {
    return !path.getName().startsWith(".") && !path.getName().startsWith("_");
  }

  /** A file's path below a folder, with slashes. */
  static String relative(Path folder, Path file) {
    String parent = Path.getPathWithoutSchemeAndAuthority(folder).toString();
    return Path.getPathWithoutSchemeAndAuthority(file).toString().substring(parent.length() + 1);
  }
}
