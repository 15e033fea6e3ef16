package io.seekforge.text.parse;

import io.seekforge.api.Document;
import io.seekforge.api.QuarantineEntry;

/**
 * What became of one record: a document, or its place in quarantine. Exactly one of the two is
 * null.
 */
public record Parsed(Document document, QuarantineEntry rejected) {
  public Parsed {
    if ((document == null) == (rejected == null)) {
      throw new IllegalArgumentException(
          "Invalid result of a parser: it must hold either a document or a quarantine entry");
    }
  }

  public static Parsed of(Document document) {
    return new Parsed(document, null);
  }

  public static Parsed of(QuarantineEntry rejected) {
    return new Parsed(null, rejected);
  }
}
