package io.seekforge.text.parse;

import io.seekforge.api.Message;
import java.util.List;

/** One record as its format gives it, before its fields have a meaning. */
interface RawRecord {
  /**
   * The text at a path.
   *
   * @param path column, JSON key or XML path, as {@code fields} of a source names it
   * @return null if there is none
   */
  String text(String path);

  /**
   * The conversation at a path.
   *
   * @return null if there is none
   * @throws RejectedException if what is there is no conversation
   */
  List<Message> messages(String path) throws RejectedException;

  /**
   * The record's content in one of the well-known forms (text, Alpaca, ShareGPT, messages,
   * prompt/completion), with the roles of its other fields.
   *
   * @throws RejectedException if it is in none of them
   */
  RecordFields recognised() throws RejectedException;

  /** The start of the record, for people. */
  String sample();
}
