package io.seekforge.corpus;

import io.seekforge.api.Document;
import io.seekforge.api.Message;
import java.util.ArrayList;
import java.util.List;

/** Rewrites what a document says: its text, or each turn of a conversation for itself. */
final class Turns {
  /** Number of the turn that a document without turns is given as. */
  static final int NO_TURN = -1;

  private Turns() {}

  /** A change of one text. */
  @FunctionalInterface
  interface Change {
    /**
     * @param turn its number, from 0, or {@link #NO_TURN}
     */
    String apply(String text, int turn);
  }

  static Document rewritten(Document document, Change change) {
    if (document.messages().isEmpty()) {
      return document.withText(change.apply(document.text(), NO_TURN));
    }
    List<Message> turns = new ArrayList<>();
    for (int i = 0; i < document.messages().size(); i++) {
      Message turn = document.messages().get(i);
      turns.add(new Message(turn.role(), change.apply(turn.content(), i)));
    }
    return document.withMessages(turns);
  }
}
