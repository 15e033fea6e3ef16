package io.seekforge.corpus;

import io.seekforge.api.StageFolder;
import io.seekforge.text.translate.FolderCache;
import io.seekforge.text.translate.KeptAnswer;
import io.seekforge.text.translate.TranslationCache;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A cache of answers on any Hadoop file system, shared by all executors. Files are written under
 * another name and renamed; of two writers of one entry the first wins.
 */
final class SharedCache implements TranslationCache {
  private final Path folder;
  private final FileSystem files;

  SharedCache(String folder, Configuration hadoop) throws IOException {
    this.folder = new Path(folder);
    this.files = this.folder.getFileSystem(hadoop);
  }

  /** The cache in a folder: a local one needs no file system of Hadoop's. */
  static TranslationCache open(String folder, Configuration hadoop) throws IOException {
    Path path = new Path(folder);
    return path.getFileSystem(hadoop).getScheme().equals("file")
        ? new FolderCache(java.nio.file.Path.of(path.toUri().getPath()))
        : new SharedCache(folder, hadoop);
  }

  /**
   * {@code <workspace>/<recipe>/cache/<name>}: shared by all versions of a stage.
   *
   * @param output the stage's own folder
   */
  static String folder(StageFolder output, String name) {
    Path stage = new Path(output.root()).getParent();
    return new Path(stage.getParent(), "cache/" + name).toString();
  }

  @Override
  public Optional<KeptAnswer> read(String key) throws IOException {
    try (InputStream in = files.open(file(key))) {
      return TranslationCache.decode(in.readAllBytes());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  @Override
  public void write(String key, KeptAnswer answer) throws IOException {
    Path file = file(key);
    Path temporary = new Path(file.getParent(), "part-" + UUID.randomUUID() + ".tmp");
    try (OutputStream out = files.create(temporary, false)) {
      out.write(TranslationCache.encode(answer));
    }
    if (!files.rename(temporary, file)) {
      files.delete(temporary, false);
    }
  }

  private Path file(String key) {
    return new Path(folder, TranslationCache.path(key));
  }
}
