package io.seekforge.text.translate;

import io.seekforge.api.ContentHash;
import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A direction that Apertium has installed: the programs of {@code modes/<from>-<to>.mode}, which is
 * a shell pipeline of plain words and words in single quotes. It is read here and started without a
 * shell.
 *
 * @param name for example {@code eng-spa}
 * @param commands programs with their arguments, in the order of the pipeline
 */
record ApertiumMode(String name, List<List<String>> commands) {
  private static final Set<String> NULL_FLUSHED =
      Set.of(
          "lt-proc",
          "lrx-proc",
          "lsx-proc",
          "cg-proc",
          "rtx-proc",
          "apertium-tagger",
          "apertium-pretransfer",
          "apertium-transfer",
          "apertium-interchunk",
          "apertium-postchunk",
          "apertium-anaphora",
          "apertium-posttransfer");

  /** Surface forms of unknown words pass as they are, without a mark. */
  private static final String GENERATION = "-n";

  private static final String TAGGING = "";

  /**
   * The installed direction between two languages, empty if there is none.
   *
   * @param data Apertium's folder of linguistic data, which has {@code modes}
   */
  static Optional<ApertiumMode> find(Path data, String from, String to) {
    for (String name : List.of(code(from) + "-" + code(to), short2(from) + "-" + short2(to))) {
      Path file = data.resolve("modes").resolve(name + ".mode");
      if (name.matches("[a-z]{2,3}-[a-z]{2,3}") && Files.isRegularFile(file)) {
        try {
          return Optional.of(parse(name, Files.readString(file)));
        } catch (IOException e) {
          throw new SeekforgeException("Cannot read " + file + ": " + e.getMessage(), e);
        }
      }
    }
    return Optional.empty();
  }

  /** Names of all installed directions. */
  static List<String> installed(Path data) {
    Path modes = data.resolve("modes");
    if (!Files.isDirectory(modes)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(modes)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".mode"))
          .map(name -> name.substring(0, name.length() - ".mode".length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new SeekforgeException("Cannot read " + modes + ": " + e.getMessage(), e);
    }
  }

  static ApertiumMode parse(String name, String pipeline) {
    List<List<String>> commands = new ArrayList<>();
    List<String> command = new ArrayList<>();
    String line = pipeline.strip();
    int i = 0;
    while (i < line.length()) {
      char c = line.charAt(i);
      if (c == ' ' || c == '\t') {
        i++;
      } else if (c == '|') {
        add(commands, command, name);
        command = new ArrayList<>();
        i++;
      } else {
        i = word(line, i, command, name);
      }
    }
    add(commands, command, name);
    return new ApertiumMode(name, List.copyOf(commands));
  }

  private static int word(String line, int start, List<String> command, String name) {
    if (line.charAt(start) == '\'') {
      int end = line.indexOf('\'', start + 1);
      if (end < 0) {
        throw unreadable(name);
      }
      command.add(line.substring(start + 1, end));
      return end + 1;
    }
    int end = start;
    while (end < line.length() && " \t|".indexOf(line.charAt(end)) < 0) {
      end++;
    }
    String word = line.substring(start, end);
    if (!word.matches("[A-Za-z0-9_./+=:,-]+|\\$[12]")) {
      throw unreadable(name);
    }
    String filled = word.equals("$1") ? GENERATION : word.equals("$2") ? TAGGING : word;
    if (!filled.isEmpty()) {
      command.add(filled);
    }
    return end;
  }

  private static void add(List<List<String>> commands, List<String> command, String name) {
    if (command.isEmpty()) {
      throw unreadable(name);
    }
    if (NULL_FLUSHED.contains(Path.of(command.get(0)).getFileName().toString())
        && !command.contains("-z")) {
      command.add(1, "-z");
    }
    commands.add(List.copyOf(command));
  }

  private static SeekforgeException unreadable(String name) {
    return new SeekforgeException(
        "Cannot use Apertium's " + name + ": its mode file is no plain pipeline of programs");
  }

  /** Changes with the pipeline and the sizes of the data it names. */
  String identity() {
    List<Object> parts = new ArrayList<>();
    for (List<String> command : commands) {
      for (String word : command) {
        parts.add(word);
        Path file = Path.of(word);
        if (file.isAbsolute() && Files.isRegularFile(file)) {
          parts.add(file.toFile().length());
        }
      }
    }
    return ContentHash.of(name, parts);
  }

  private static String code(String tag) {
    try {
      return Locale.forLanguageTag(tag).getISO3Language();
    } catch (MissingResourceException e) {
      return "";
    }
  }

  private static String short2(String tag) {
    return Locale.forLanguageTag(tag).getLanguage();
  }

  /** The bytes of one request: escaped, its end marked as a sentence's end, NUL-terminated. */
  static byte[] request(String text) {
    StringBuilder stream = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        i = lines(text, i, stream);
      } else if ("\\[]@<>^${}/".indexOf(c) >= 0) {
        stream.append('\\').append(c);
      } else {
        stream.append(c == 0 ? ' ' : c);
      }
    }
    return stream.append(END).append('\0').toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Line feeds are blanks of the stream; an empty line ends a sentence. */
  private static int lines(String text, int start, StringBuilder stream) {
    int end = start;
    while (end + 1 < text.length() && text.charAt(end + 1) == '\n') {
      end++;
    }
    stream.append(end > start ? ".[][" : "[").append(text, start, end + 1).append(']');
    return end;
  }

  private static final String END = ".[][\n]";

  /** The text of an answer, without what {@link #request} added. */
  static String answer(String stream) {
    String body =
        stream.endsWith(END) ? stream.substring(0, stream.length() - END.length()) : stream;
    StringBuilder text = new StringBuilder(body.length());
    for (int i = 0; i < body.length(); i++) {
      char c = body.charAt(i);
      if (c == '\\' && i + 1 < body.length()) {
        text.append(body.charAt(++i));
      } else if (c == '.' && body.startsWith("[]", i + 1)) {
        i += 2;
      } else if (c != '[' && c != ']') {
        text.append(c);
      }
    }
    return text.toString();
  }
}
