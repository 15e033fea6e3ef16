package io.seekforge.text.tokenize;

import io.seekforge.api.SeekforgeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Token ids of a text file, line by line. */
public final class TokenizedLines {
  private static final int MAX_LINE = 64 << 20;

  private TokenizedLines() {}

  /**
   * Writes one JSON array of ids for each line of a UTF-8 file. Lines end with \n or \r\n.
   *
   * @param addSpecialTokens as in {@link Tokenizer#encode}
   * @throws SeekforgeException if the file cannot be read or is not UTF-8
   */
  public static void write(
      Tokenizer tokenizer, Path file, boolean addSpecialTokens, Appendable out) {
    long number = 0;
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = next(reader, file, 1); line != null; ) {
        number++;
        append(tokenizer.encode(line, addSpecialTokens), out);
        line = next(reader, file, number + 1);
      }
    } catch (NoSuchFileException e) {
      throw new SeekforgeException("Cannot read " + file + ": no such file", e);
    } catch (CharacterCodingException e) {
      throw new SeekforgeException(
          "Cannot read " + file + ": not UTF-8 at or soon after line " + (number + 1), e);
    } catch (IOException e) {
      throw new SeekforgeException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static String next(BufferedReader reader, Path file, long number) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = reader.read();
    if (c < 0) {
      return null;
    }
    for (; c >= 0 && c != '\n'; c = reader.read()) {
      if (line.length() == MAX_LINE) {
        throw new SeekforgeException(
            "Cannot read " + file + ": line " + number + " is longer than " + MAX_LINE);
      }
      line.append((char) c);
    }
    int length = line.length();
    if (c == '\n' && length > 0 && line.charAt(length - 1) == '\r') {
      line.setLength(length - 1);
    }
    return line.toString();
  }

  private static void append(int[] ids, Appendable out) throws IOException {
    out.append('[');
    for (int i = 0; i < ids.length; i++) {
      out.append(i == 0 ? "" : ", ").append(Integer.toString(ids[i]));
    }
    out.append("]\n");
  }
}
