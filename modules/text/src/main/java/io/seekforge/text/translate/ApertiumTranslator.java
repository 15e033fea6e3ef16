package io.seekforge.text.translate;

import io.seekforge.api.SeekforgeException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Translates with Apertium (Forcada et al. 2011), a rule-based engine, by programs on this machine.
 * Safe for use by several threads: each direction has one pipeline of programs.
 */
public final class ApertiumTranslator implements Translator {
  private final Path data;
  private final int seconds;
  private final Map<String, Optional<ApertiumMode>> modes = new HashMap<>();
  private final Map<String, Direction> directions = new HashMap<>();
  private volatile boolean closed;

  /**
   * A translator.
   *
   * @param data Apertium's folder of linguistic data, {@code /usr/share/apertium} on Debian
   * @param seconds how long a passage may take
   */
  public ApertiumTranslator(Path data, int seconds) {
    this.data = data;
    this.seconds = seconds;
  }

  /**
   * Fails unless every pivot can be reached from one of the languages and back again, with programs
   * that start.
   */
  public void require(Iterable<String> languages, List<String> pivots) {
    for (String pivot : pivots) {
      TreeSet<String> wanted = new TreeSet<>();
      boolean found = false;
      for (String language : languages) {
        if (language.isEmpty() || plain(language).equals(plain(pivot))) {
          continue;
        }
        wanted.add(language);
        if (mode(language, pivot).isPresent() && mode(pivot, language).isPresent()) {
          ApertiumPipeline.start(mode(language, pivot).orElseThrow()).close();
          found = true;
        }
      }
      if (!found && !wanted.isEmpty()) {
        throw new SeekforgeException(
            "Cannot translate %s to %s and back: Apertium has only %s in %s; install the pair (Debian: apertium-eng-spa) or change augment.pivots"
                .formatted(
                    String.join(", ", wanted), pivot, shown(ApertiumMode.installed(data)), data));
      }
    }
  }

  private static String shown(List<String> installed) {
    return installed.isEmpty() ? "no directions" : String.join(", ", installed);
  }

  private static String plain(String tag) {
    return Locale.forLanguageTag(tag).getLanguage();
  }

  private synchronized Optional<ApertiumMode> mode(String from, String to) {
    return modes.computeIfAbsent(from + " " + to, key -> ApertiumMode.find(data, from, to));
  }

  @Override
  public Translation translate(String text, String from, String to) throws TranslationFailure {
    ApertiumMode mode =
        mode(from, to)
            .orElseThrow(
                () ->
                    new TranslationFailure(
                        "pair_missing", "Apertium has no direction " + from + " to " + to));
    try {
      String answer = direction(mode).translate(text).strip();
      if (answer.isEmpty()) {
        throw new TranslationFailure("answer_empty", "the answer holds no text");
      }
      return new Translation(answer, 0, 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SeekforgeException("Cannot translate: interrupted", e);
    }
  }

  /** One direction: a pipeline that works on one text at a time, by a dozen programs at once. */
  private final class Direction {
    private final ApertiumMode mode;
    private volatile ApertiumPipeline pipeline;

    Direction(ApertiumMode mode) {
      this.mode = mode;
    }

    /** Somebody else may have ended the programs; a text that ends them twice does it always. */
    synchronized String translate(String text) throws TranslationFailure, InterruptedException {
      try {
        return once(text);
      } catch (TranslationFailure e) {
        return once(text);
      }
    }

    private String once(String text) throws TranslationFailure, InterruptedException {
      ApertiumPipeline running = pipeline == null ? ApertiumPipeline.start(mode) : pipeline;
      pipeline = running;
      boolean whole = false;
      try {
        if (closed) {
          throw new SeekforgeException("Cannot translate: the translator is closed");
        }
        String answer = running.translate(text, seconds);
        whole = true;
        return answer;
      } finally {
        if (!whole) {
          end();
        }
      }
    }

    private void end() {
      ApertiumPipeline ending = pipeline;
      pipeline = null;
      if (ending != null) {
        ending.close();
      }
    }
  }

  private synchronized Direction direction(ApertiumMode mode) {
    return directions.computeIfAbsent(mode.name(), name -> new Direction(mode));
  }

  /** What distinguishes this engine's answers from another's, for caches. */
  @Override
  public String identity(String from, String to) {
    return "apertium-1 " + mode(from, to).map(ApertiumMode::identity).orElse("");
  }

  @Override
  public synchronized void close() {
    closed = true;
    directions.values().forEach(Direction::end);
  }
}
