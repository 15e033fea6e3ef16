package io.seekforge.corpus;

import io.seekforge.api.Document;
import io.seekforge.api.LedgerEntry;
import io.seekforge.api.LedgerEntry.Action;
import io.seekforge.api.Message;
import io.seekforge.api.StageName;
import io.seekforge.api.Verdict;
import io.seekforge.text.translate.Translation;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** What is made of one document: variants, ledger entries for rejected ones, tokens they cost. */
final class VariantSheet {
  private final List<Row> variants = new ArrayList<>();
  private final List<Row> entries = new ArrayList<>();
  private long promptTokens;
  private long completionTokens;

  void keep(Document variant) {
    variants.add(DocumentTable.row(variant));
  }

  /** The parent stays, the variant is not made. */
  void reject(Document parent, Verdict verdict, String detail) {
    entries.add(
        LedgerTable.row(
            new LedgerEntry(
                parent.id(),
                StageName.AUGMENT.word(),
                Action.KEEP,
                verdict.rule(),
                verdict.value(),
                verdict.threshold(),
                "",
                detail)));
  }

  /** The answer's text; its tokens are added up. */
  String take(Translation answer) {
    promptTokens += answer.promptTokens();
    completionTokens += answer.completionTokens();
    return answer.text();
  }

  /** A row of {@link AugmentTask}'s schema. */
  Row row() {
    return RowFactory.create(
        variants.toArray(Row[]::new), entries.toArray(Row[]::new), promptTokens, completionTokens);
  }

  /** What a variant may change: the text, or a conversation's user turns. */
  static String changeable(Document document) {
    if (document.messages().isEmpty()) {
      return document.text();
    }
    return String.join(
        "\n",
        document.messages().stream()
            .filter(turn -> turn.role().equals("user"))
            .map(Message::content)
            .toList());
  }

  /** A change of one text, which may fail. */
  @FunctionalInterface
  interface Change<E extends Exception> {
    String apply(String text) throws E;
  }

  /** A variant with changed text, or changed user turns: answers stay what they were. */
  static <E extends Exception> Document changed(Document document, Change<E> change, String maker)
      throws E {
    if (document.messages().isEmpty()) {
      return document.variant(change.apply(document.text()), List.of(), maker);
    }
    List<Message> turns = new ArrayList<>();
    for (Message turn : document.messages()) {
      boolean asks = turn.role().equals("user");
      turns.add(asks ? new Message("user", change.apply(turn.content())) : turn);
    }
    return document.variant("", turns, maker);
  }
}
