package io.seekforge.text.parse;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * A reader that gives up when too much is read without progress: an XML parser holds a whole tag,
 * attribute or document type in memory before it reports it.
 */
final class BudgetReader extends FilterReader {
  private final long budget;
  private long used;

  /** Thrown when the budget is used up. */
  static final class ExhaustedException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  BudgetReader(Reader reader, long budget) {
    super(reader);
    this.budget = budget;
  }

  /** Says that what was read so far is dealt with. */
  void renew() {
    used = 0;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    int count = super.read(target, offset, length);
    used += Math.max(0, count);
    if (used > budget) {
      throw new ExhaustedException();
    }
    return count;
  }
}
