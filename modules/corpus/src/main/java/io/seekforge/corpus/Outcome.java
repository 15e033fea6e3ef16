package io.seekforge.corpus;

import io.seekforge.api.Document;
import io.seekforge.api.LedgerEntry;
import java.util.List;
import java.util.Optional;

/**
 * What a rule made of one document.
 *
 * @param document the document as it goes on; empty if it was dropped
 * @param entries what the ledger says about it
 */
record Outcome(Optional<Document> document, List<LedgerEntry> entries) {

  static Outcome kept(Document document, List<LedgerEntry> entries) {
    return new Outcome(Optional.of(document), List.copyOf(entries));
  }

  static Outcome dropped(LedgerEntry entry) {
    return new Outcome(Optional.empty(), List.of(entry));
  }
}
