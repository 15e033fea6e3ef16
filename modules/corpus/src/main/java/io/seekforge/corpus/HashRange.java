package io.seekforge.corpus;

import static org.apache.spark.sql.functions.conv;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.substring;

import org.apache.spark.sql.Column;

/**
 * Deals rows to parts of nearly equal size by the leading digits of a hash: part 0 holds the
 * smallest hashes, and so on, so that parts in their order are sorted as the whole.
 */
public final class HashRange {
  private static final int DIGITS = 7;
  private static final double SIZE = 1L << (4 * DIGITS);

  private HashRange() {}

  /**
   * The part, from 0 to below {@code parts}, as a long.
   *
   * @param hash lower-case hexadecimal digits, at least 7
   */
  public static Column part(Column hash, long parts) {
    Column leading = conv(substring(hash, 1, DIGITS), 16, 10).cast("double");
    return floor(leading.multiply(parts / SIZE)).cast("long");
  }
}
