package io.seekforge.bench.submit;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** A file of {@code submit/conf}, read as spark-submit reads it. */
record Profile(Path file, Properties settings) {
  static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  static final Path SUBMIT = ROOT.resolve("submit");

  static Profile of(String name) throws IOException {
    return read(SUBMIT.resolve("conf").resolve(name + ".conf"));
  }

  static List<Profile> all() throws IOException {
    try (Stream<Path> files = Files.list(SUBMIT.resolve("conf"))) {
      List<Profile> profiles = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        profiles.add(read(file));
      }
      return profiles;
    }
  }

  private static Profile read(Path file) throws IOException {
    Properties settings = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      settings.load(reader);
    }
    return new Profile(file, settings);
  }

  String get(String key) {
    return settings.getProperty(key);
  }
}
