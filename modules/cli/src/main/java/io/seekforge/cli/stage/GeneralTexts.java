package io.seekforge.cli.stage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.PackedSequence;
import io.seekforge.api.SeekforgeException;
import io.seekforge.text.tokenize.Tokenizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Reads the general texts that show forgetting: {@code .jsonl} with a {@code text} a line, any
 * other file as one text; tokenizes them and cuts them into sequences. Every token counts in the
 * loss.
 */
record GeneralTexts(Configuration hadoop, Tokenizer tokenizer, int sequenceLength) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Sequences of all texts, files in the order of their paths. */
  List<PackedSequence> read(String location) {
    List<PackedSequence> sequences = new ArrayList<>();
    try {
      Path path = new Path(location);
      FileSystem files = path.getFileSystem(hadoop);
      for (FileStatus file : files(files, path)) {
        String name = file.getPath().getName();
        List<String> texts = texts(files, file.getPath());
        for (int i = 0; i < texts.size(); i++) {
          cut(texts.get(i), name + "#" + i, sequences);
        }
      }
    } catch (IOException e) {
      throw new SeekforgeException("Cannot read " + location + ": " + e.getMessage(), e);
    }
    if (sequences.isEmpty()) {
      throw new SeekforgeException(
          "Cannot use evaluate.general: "
              + location
              + " holds no text (.txt, or .jsonl with text)");
    }
    return sequences;
  }

  private static List<FileStatus> files(FileSystem files, Path path) throws IOException {
    FileStatus[] roots =
        files.exists(path) ? new FileStatus[] {files.getFileStatus(path)} : files.globStatus(path);
    List<FileStatus> found = new ArrayList<>();
    for (FileStatus root : roots == null ? new FileStatus[0] : roots) {
      for (FileStatus file :
          root.isDirectory() ? files.listStatus(root.getPath()) : new FileStatus[] {root}) {
        if (file.isFile() && !file.getPath().getName().startsWith(".")) {
          found.add(file);
        }
      }
    }
    found.sort(Comparator.comparing(file -> file.getPath().toString()));
    return found;
  }

  private static List<String> texts(FileSystem files, Path file) throws IOException {
    String content;
    try (FSDataInputStream in = files.open(file)) {
      content =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(in.readAllBytes()))
              .toString();
    } catch (CharacterCodingException e) {
      throw new SeekforgeException("Cannot read " + file + ": not UTF-8", e);
    }
    return file.getName().endsWith(".jsonl") ? lines(content, file) : List.of(content);
  }

  private static List<String> lines(String content, Path file) {
    List<String> texts = new ArrayList<>();
    int number = 0;
    for (String line : content.split("\n")) {
      number++;
      if (!line.isBlank()) {
        texts.add(text(line, file + ":" + number));
      }
    }
    return texts;
  }

  private static String text(String line, String place) {
    try {
      JsonNode text = JSON.readTree(line).path("text");
      if (text.isTextual()) {
        return text.asText();
      }
      throw new SeekforgeException("Cannot read " + place + ": it has no \"text\"");
    } catch (JsonProcessingException e) {
      throw new SeekforgeException("Cannot read " + place + ": no JSON", e);
    }
  }

  private void cut(String text, String id, List<PackedSequence> sequences) {
    int[] ids = tokenizer.encode(text, true);
    for (int from = 0; from < ids.length; from += sequenceLength) {
      int[] piece = Arrays.copyOfRange(ids, from, Math.min(ids.length, from + sequenceLength));
      if (piece.length > 1) {
        sequences.add(PackedSequence.single(piece, piece, id));
      }
    }
  }
}
