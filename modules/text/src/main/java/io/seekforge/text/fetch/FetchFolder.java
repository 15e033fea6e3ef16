package io.seekforge.text.fetch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The folder that fetched files go to. {@code .fetch/log.jsonl} has a line for each answer: its
 * request (without keys), status, validators, content hash and file; an answer that is no document
 * lies under its hash in {@code .fetch}. A line is written after its file, so that a run that dies
 * asks again for no more than one answer; the last line of a request counts.
 */
final class FetchFolder {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Path log;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /**
   * What was answered.
   *
   * @param file below the folder; "" if nothing is kept
   * @param note what a collector wants to know again
   */
  record Entry(
      String request,
      String url,
      int status,
      String etag,
      String modified,
      String sha256,
      String file,
      String note) {}

  FetchFolder(Path folder) throws IOException {
    this.folder = folder;
    this.log = folder.resolve(".fetch/log.jsonl");
    Files.createDirectories(log.getParent());
    if (Files.exists(log)) {
      for (String line : Files.readAllLines(log)) {
        read(line);
      }
    }
  }

  private void read(String line) {
    try {
      JsonNode json = JSON.readTree(line);
      Entry entry =
          new Entry(
              json.path("request").asText(),
              json.path("url").asText(),
              json.path("status").asInt(),
              json.path("etag").asText(),
              json.path("modified").asText(),
              json.path("sha256").asText(),
              json.path("file").asText(),
              json.path("note").asText());
      if (entry.file().isEmpty() || Files.exists(folder.resolve(entry.file()))) {
        entries.put(entry.request(), entry);
      }
    } catch (JsonProcessingException e) {
      // The line of a run that died while writing: its request is made again.
      entries.remove("");
    }
  }

  Map<String, Entry> entries() {
    return entries;
  }

  Optional<Entry> entry(String request) {
    return Optional.ofNullable(entries.get(request));
  }

  byte[] content(Entry entry) throws IOException {
    return entry.file().isEmpty() ? new byte[0] : Files.readAllBytes(folder.resolve(entry.file()));
  }

  /**
   * Keeps an answer.
   *
   * @param file name below the folder; "" for answers that are no documents
   */
  Entry keep(String request, PoliteClient.Answer answer, String file, String note)
      throws IOException {
    String hash = sha256(answer.body());
    String name = file.isEmpty() ? ".fetch/" + hash : file;
    write(folder.resolve(name), answer.body());
    return append(
        new Entry(
            request,
            PoliteClient.shown(answer.address()),
            answer.status(),
            answer.header("etag"),
            answer.header("last-modified"),
            hash,
            name,
            note));
  }

  /** Remembers that there is nothing to keep, and why. */
  Entry nothing(String request, int status, String note) throws IOException {
    return append(new Entry(request, "", status, "", "", "", "", note));
  }

  private Entry append(Entry entry) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("request", entry.request()).put("url", entry.url()).put("status", entry.status());
    json.put("etag", entry.etag()).put("modified", entry.modified());
    json.put("sha256", entry.sha256()).put("file", entry.file()).put("note", entry.note());
    Files.writeString(log, json + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    entries.put(entry.request(), entry);
    return entry;
  }

  private static void write(Path file, byte[] content) throws IOException {
    Path parent = file.getParent();
    Files.createDirectories(parent);
    Path temporary = Files.createTempFile(parent, ".part", ".tmp");
    Files.write(temporary, content);
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }
}
