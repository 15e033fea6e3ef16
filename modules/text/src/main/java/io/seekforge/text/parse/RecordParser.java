package io.seekforge.text.parse;

import java.io.IOException;
import java.io.InputStream;

/** Reads the records of one file of one format, one at a time. */
interface RecordParser {
  /**
   * @param bytes the file, at its first byte; the caller closes it
   */
  Records open(InputStream bytes, SourceFile file) throws IOException;

  /** The records of an open file. */
  interface Records {
    /**
     * The next record, or null at the end of the file.
     *
     * @throws IOException if the rest of the file cannot be read
     */
    Parsed next() throws IOException;
  }
}
