package io.seekforge.api;

import java.io.Serializable;

/**
 * What one stage did with one document and why. Every document that a stage drops or rewrites has
 * at least one entry; a document without an entry passed unchanged. Format: {@code
 * docs/spec/ledger.md}.
 *
 * @param documentId the document
 * @param stage the stage's name
 * @param action kept, dropped or rewritten
 * @param rule name of the rule that decided, for example {@code gopher_short_doc} or {@code
 *     minhash_duplicate}
 * @param value the measured value as text, "" if the rule measures nothing
 * @param threshold what it was compared with, "" if nothing
 * @param duplicateOf id of the document that was kept instead, "" if none
 * @param detail further facts in the rule's own words, for example original term, offset and
 *     concept id
 */
public record LedgerEntry(
    String documentId,
    String stage,
    Action action,
    String rule,
    String value,
    String threshold,
    String duplicateOf,
    String detail)
    implements Serializable {

  /** What happened to the document. */
  public enum Action {
    KEEP,
    DROP,
    REWRITE
  }

  public static LedgerEntry drop(
      String documentId, String stage, String rule, String value, String threshold) {
    return new LedgerEntry(documentId, stage, Action.DROP, rule, value, threshold, "", "");
  }

  public static LedgerEntry duplicate(
      String documentId,
      String stage,
      String rule,
      String value,
      String threshold,
      String keptId,
      String detail) {
    return new LedgerEntry(documentId, stage, Action.DROP, rule, value, threshold, keptId, detail);
  }

  public static LedgerEntry rewrite(
      String documentId, String stage, String rule, String value, String detail) {
    return new LedgerEntry(documentId, stage, Action.REWRITE, rule, value, "", "", detail);
  }
}
