package io.seekforge.text.parse;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates as sources state them, in ISO 8601: {@code 2011}, {@code 2011-08} or {@code 2011-08-02}.
 */
final class StatedDate {
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final Pattern ENGLISH =
      Pattern.compile("([a-z]{3})[a-z]*\\.? (\\d{1,2}), ?(\\d{4})", Pattern.CASE_INSENSITIVE);
  private static final Pattern DIGITS = Pattern.compile("(\\d{4})-?(\\d{2})-?(\\d{2})");

  private StatedDate() {}

  /** Of parts, of which month and day may be "". A month may be a number or an English name. */
  static String of(String year, String month, String day) {
    if (!year.matches("\\d{4}")) {
      return "";
    }
    int number = month(month);
    if (number < 1 || number > 12) {
      return year;
    }
    String toMonth = String.format(Locale.ROOT, "%s-%02d", year, number);
    boolean hasDay = day.matches("\\d{1,2}");
    return hasDay ? String.format(Locale.ROOT, "%s-%02d", toMonth, Integer.parseInt(day)) : toMonth;
  }

  /** Of text such as "August 18, 2010", "20100818" or "2010-08-18"; else "". */
  static String of(String text) {
    Matcher digits = DIGITS.matcher(text.strip());
    if (digits.matches()) {
      return of(digits.group(1), digits.group(2), digits.group(3));
    }
    Matcher english = ENGLISH.matcher(Blocks.collapse(text));
    return english.find() ? of(english.group(3), english.group(1), english.group(2)) : "";
  }

  private static int month(String month) {
    if (month.matches("\\d{1,2}")) {
      return Integer.parseInt(month);
    }
    return month.length() < 3
        ? 0
        : MONTHS.indexOf(month.substring(0, 3).toLowerCase(Locale.ROOT)) + 1;
  }
}
