package io.seekforge.api;

import java.io.Serializable;

/**
 * A record that could not be read. Format: {@code docs/spec/quarantine.md}.
 *
 * @param source name of the source in the recipe
 * @param file path or URI of the file
 * @param position record number or line in the file as the format counts, -1 when the whole file is
 *     bad
 * @param reason short machine-readable word, for example {@code invalid_json}, {@code
 *     invalid_encoding}, {@code empty_file}
 * @param detail one sentence for a person
 * @param sample the first characters of the record, control characters escaped, at most {@value
 *     #SAMPLE_CHARS}
 */
public record QuarantineEntry(
    String source, String file, long position, String reason, String detail, String sample)
    implements Serializable {
  public static final int SAMPLE_CHARS = 200;
}
