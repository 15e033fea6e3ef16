package io.seekforge.text.parse;

import io.seekforge.api.Document;
import io.seekforge.api.Message;
import io.seekforge.api.QuarantineEntry;
import io.seekforge.api.recipe.SourceSection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One file of a source, and what all its records share.
 *
 * @param source the source it belongs to
 * @param name path or URI under which documents and quarantine name it
 * @param maxRecordBytes longest record that is read
 */
public record SourceFile(SourceSection source, String name, long maxRecordBytes) {
  /** Metadata key of the source's rank of trust. */
  public static final String TRUST = "trust";

  /**
   * A document of this file.
   *
   * @param fields url, lang, license, created and metadata, as {@link Document#collected} takes
   *     them; what the record does not say the source says
   */
  Parsed document(
      String text, List<Message> messages, String key, long position, Map<String, String> fields) {
    Map<String, String> all = new TreeMap<>(fields);
    all.values().removeIf(value -> value == null || value.isBlank());
    all.putIfAbsent("lang", source.lang());
    all.putIfAbsent("license", source.license());
    all.put(TRUST, Integer.toString(source.trust()));
    Document document = Document.collected(text, messages, source.name(), key, name, position, all);
    return Parsed.of(source.split().isEmpty() ? document : document.withSplit(source.split()));
  }

  /** A record of this file that goes to quarantine. */
  Parsed reject(long position, String reason, String detail, CharSequence sample) {
    return Parsed.of(
        new QuarantineEntry(source.name(), name, position, reason, detail, Sample.of(sample)));
  }

  Parsed reject(long position, RejectedException rejected, CharSequence sample) {
    return reject(position, rejected.reason(), rejected.getMessage(), sample);
  }

  Parsed tooLong(long position, CharSequence sample) {
    return reject(
        position,
        Reason.RECORD_TOO_LONG,
        "the record is longer than max-record-bytes (" + maxRecordBytes + ")",
        sample);
  }

  Parsed malformed(long position, StrictReader.Malformed bytes, CharSequence sample) {
    return reject(position, Reason.INVALID_ENCODING, bytes.describe(source.encoding()), sample);
  }
}
