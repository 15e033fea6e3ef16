package io.seekforge.text.translate;

import io.seekforge.api.ContentHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Translations by content hash in a folder, so that a second run asks nobody. A file is written
 * beside its name and renamed, so that a half-written one is never read.
 */
final class TranslationCache {
  private final Path folder;

  TranslationCache(Path folder) {
    this.folder = folder;
  }

  Optional<String> read(String key) throws IOException {
    Path file = file(key);
    return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
  }

  void write(String key, String translation) throws IOException {
    Path file = file(key);
    Files.createDirectories(file.getParent());
    Path temporary = Files.createTempFile(file.getParent(), "part", ".tmp");
    Files.writeString(temporary, translation);
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  static String key(Object... values) {
    return ContentHash.of(values);
  }

  private Path file(String key) {
    return folder.resolve(key.substring(0, 2)).resolve(key + ".txt");
  }
}
