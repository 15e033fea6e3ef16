package io.seekforge.text.translate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** A cache in a local folder. Files are written beside their name and renamed. */
public final class FolderCache implements TranslationCache {
  private final Path folder;

  public FolderCache(Path folder) {
    this.folder = folder;
  }

  @Override
  public Optional<KeptAnswer> read(String key) throws IOException {
    try {
      return TranslationCache.decode(Files.readAllBytes(file(key)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void write(String key, KeptAnswer answer) throws IOException {
    Path file = file(key);
    Files.createDirectories(file.getParent());
    Path temporary = Files.createTempFile(file.getParent(), "part", ".tmp");
    Files.write(temporary, TranslationCache.encode(answer));
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path file(String key) {
    return folder.resolve(TranslationCache.path(key));
  }
}
