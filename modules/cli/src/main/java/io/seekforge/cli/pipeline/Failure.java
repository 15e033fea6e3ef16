package io.seekforge.cli.pipeline;

import io.seekforge.api.SeekforgeException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSError;

/** Finds the one line of an exception that a user can act on. */
public final class Failure {
  private static final int LONGEST = 500;

  /** Spark passes an executor's exception on as text when it cannot rebuild it. */
  private static final Pattern QUOTED =
      Pattern.compile(
          "(?:SeekforgeException|IOException|FSError|FileNotFoundException): ([^\\n]+)");

  private static final Pattern DISK_FULL =
      Pattern.compile("no space left on device|quota exceeded", Pattern.CASE_INSENSITIVE);

  private Failure() {}

  /** The line for an exception that ended a stage, which was writing to a folder. */
  static String ofStage(String stage, Throwable failure, String folder) {
    String line =
        told(chain(failure))
            .map(message -> stage + ": " + message)
            .orElseGet(() -> "Cannot finish " + stage + ": " + line(failure));
    if (!DISK_FULL.matcher(line).find()) {
      return line;
    }
    return line
        + " (wrote to "
        + folder
        + "): free space there, or choose another workspace, and run again; finished stages are"
        + " kept";
  }

  /** What our own code says of it, if it does. */
  private static Optional<String> told(List<Throwable> chain) {
    return chain.stream()
        .filter(SeekforgeException.class::isInstance)
        .findFirst()
        .map(cause -> oneLine(cause.getMessage()));
  }

  /** The line for any exception. */
  public static String line(Throwable failure) {
    List<Throwable> chain = chain(failure);
    Optional<String> told = told(chain);
    if (told.isPresent()) {
      return told.get();
    }
    for (Throwable cause : chain) {
      if (cause instanceof OutOfMemoryError) {
        return "out of memory (" + oneLine(cause.getMessage()) + "): raise SEEKFORGE_HEAP";
      }
    }
    for (int i = chain.size() - 1; i >= 0; i--) {
      if (chain.get(i) instanceof IOException || chain.get(i) instanceof FSError) {
        return reason(chain.get(i));
      }
    }
    return quoted(chain);
  }

  private static String quoted(List<Throwable> chain) {
    for (Throwable cause : chain) {
      Matcher quoted = QUOTED.matcher(String.valueOf(cause.getMessage()));
      if (quoted.find()) {
        return oneLine(quoted.group(1));
      }
    }
    return reason(chain.get(chain.size() - 1));
  }

  /** An exception's message in one line, with its type where the message alone says nothing. */
  public static String reason(Throwable failure) {
    Throwable last = failure;
    if (failure instanceof FSError && failure.getCause() != null) {
      last = failure.getCause();
    }
    String message = oneLine(last.getMessage());
    if (last instanceof FileNotFoundException && !message.contains("exist")) {
      return message + " does not exist";
    }
    boolean clear = last instanceof SeekforgeException || last instanceof IOException;
    if (message.isEmpty()) {
      return last.getClass().getSimpleName();
    }
    return clear ? message : last.getClass().getSimpleName() + ": " + message;
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable cause = failure; cause != null && !chain.contains(cause); ) {
      chain.add(cause);
      cause = cause.getCause();
    }
    return chain;
  }

  private static String oneLine(String message) {
    if (message == null) {
      return "";
    }
    String first = message.strip().split("\\R", 2)[0].strip();
    return first.length() <= LONGEST ? first : first.substring(0, LONGEST) + "…";
  }
}
