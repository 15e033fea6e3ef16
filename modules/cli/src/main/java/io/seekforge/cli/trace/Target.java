package io.seekforge.cli.trace;

import io.seekforge.api.SeekforgeException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a person asks for. */
sealed interface Target {
  /** All documents whose id starts so; 32 hex digits name one. */
  record Prefix(String digits) implements Target {}

  /** The documents of one packed sequence. */
  record ShardRow(String split, int shard, long row) implements Target {}

  /** A record of a source file, read or not. */
  record RecordPlace(String file, long position) implements Target {}

  Pattern ID = Pattern.compile("[0-9a-f]{4,32}");
  Pattern SHARD_ROW = Pattern.compile("(train|valid|test)/(?:shard-)?([0-9]{1,6})/([0-9]{1,12})");
  Pattern RECORD = Pattern.compile("(.+)#(-1|[0-9]{1,18})", Pattern.DOTALL);

  /**
   * Reads what was asked for.
   *
   * @throws SeekforgeException with one line that says what can be asked
   */
  static Target parse(String text) {
    if (ID.matcher(text).matches()) {
      return new Prefix(text);
    }
    Matcher row = SHARD_ROW.matcher(text);
    if (row.matches()) {
      return new ShardRow(
          row.group(1), Integer.parseInt(row.group(2)), Long.parseLong(row.group(3)));
    }
    Matcher record = RECORD.matcher(text);
    if (record.matches()) {
      return new RecordPlace(record.group(1), Long.parseLong(record.group(2)));
    }
    throw new SeekforgeException(
        "Invalid id \""
            + text
            + "\": expected a document id or at least its first 4 hex digits, a shard row as"
            + " train/0/17, or a record as FILE#POSITION (-1: the whole file)");
  }
}
