package io.seekforge.cli.trace;

import io.seekforge.api.LedgerEntry;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The whole way of one document, in reading order: {@code docs/spec/trace.md}.
 *
 * @param format version of the format
 * @param id the document; "" for a record that could not be read
 * @param quarantine why the record could not be read, empty for a document
 * @param records where it was collected, one row for each record with this content
 * @param steps what every stage did, as far as stages were run
 * @param duplicates documents that were dropped because this one stays, at most {@value #MOST}
 * @param variants documents that were made from this one, at most {@value #MOST}
 * @param shards where its tokens stand in the packed shards
 * @param notRun stages whose output is not there
 */
public record Trace(
    int format,
    String id,
    List<Quarantined> quarantine,
    List<Origin> records,
    Shape shape,
    List<Step> steps,
    List<Duplicate> duplicates,
    List<Variant> variants,
    List<Place> shards,
    List<String> notRun) {
  static final int FORMAT = 1;
  static final int MOST = 1000;

  /** A record that could not be read. */
  public record Quarantined(
      String source, String file, long position, String reason, String detail, String sample) {}

  /** A record as it was collected. */
  public record Origin(
      String source,
      String key,
      String file,
      long position,
      String url,
      String license,
      String created,
      SortedMap<String, String> metadata) {}

  /**
   * The document as the last stage that had it left it.
   *
   * @param begins its first characters, at most {@value #EXCERPT}
   */
  public record Shape(
      String stage,
      String lang,
      String parent,
      String cluster,
      String split,
      long characters,
      String begins) {
    static final int EXCERPT = 200;
  }

  /**
   * What one stage did.
   *
   * @param outcome {@code collected}, {@code passed}, {@code rewritten}, {@code made} (a variant),
   *     {@code dropped}, {@code packed} or {@code absent} (an earlier stage dropped it)
   * @param settings the stage's part of the recipe: the thresholds that the document passed
   * @param entries rows of the stage's ledger
   * @param facts rows that other tables of the stage hold about the document, by table
   */
  public record Step(
      String stage,
      String fingerprint,
      String outcome,
      Map<String, Object> settings,
      List<LedgerEntry> entries,
      SortedMap<String, List<SortedMap<String, String>>> facts) {}

  /** A document that was dropped in favour of this one. */
  public record Duplicate(String id, String stage, String rule, String value, String detail) {}

  /** A document made from this one. */
  public record Variant(String id, String maker) {}

  /**
   * Tokens of the document in a packed sequence.
   *
   * @param file the shard below {@code shards/}
   * @param row the sequence, from 0
   * @param start first token of the document in the sequence
   * @param tokens how many
   */
  public record Place(String file, long row, int start, int tokens) {}
}
