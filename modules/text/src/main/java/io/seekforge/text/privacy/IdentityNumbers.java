package io.seekforge.text.privacy;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Set;

/** Identity numbers of China, social credit codes, social security numbers, by their own rules. */
final class IdentityNumbers implements Finder {
  private static final Labels SSN = new Labels("ssn", "social security", "社会安全");
  private static final Labels CREDIT_CODE = new Labels("信用代码", "税号", "credit code");

  /** Registering authority and kind of body, as far as they are in use (GB 32100-2015, table 1). */
  private static final Set<String> AUTHORITIES =
      Set.of(
          "11", "12", "13", "19", "21", "29", "31", "32", "33", "34", "35", "39", "41", "49", "51",
          "52", "53", "54", "59", "61", "62", "69", "71", "72", "79", "81", "89", "91", "92", "93",
          "A1", "A9", "N1", "N2", "N3", "N9", "Y1");

  private static final Set<String> PUBLISHED = Set.of("078051120", "219099999");

  /** First two digits of a region code (GB/T 2260). */
  private static final Set<Integer> PROVINCES =
      Set.of(
          11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50,
          51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83, 91);

  private static final int FIRST_YEAR = 1880;
  private static final int LAST_YEAR = 2099;

  @Override
  public boolean find(FoldedChars text, int at, Findings found) {
    return chinaId(text, at, found) || creditCode(text, at, found) || ssn(text, at, found);
  }

  private static boolean chinaId(FoldedChars text, int at, Findings found) {
    int end = chinaIdEnd(text, at);
    return end > 0 && text.closes(end) && found.add(PersonalKind.CHINA_ID, at, end);
  }

  private static int chinaIdEnd(FoldedChars text, int at) {
    if (text.digitsEnd(at) < at + 2 || !PROVINCES.contains(text.number(at, at + 2))) {
      return -1;
    }
    int end = text.digitsEnd(at);
    if (end - at == 15 && !CardNumbers.CARD.before(text, at)) {
      return date(1900 + text.number(at + 6, at + 8), text, at + 8) ? end : -1;
    }
    StringBuilder number = new StringBuilder(18);
    int i = at;
    while (number.length() < 18 && (text.digit(i) || number.length() == 17 && text.any(i, "Xx"))) {
      number.append(Character.toUpperCase(text.at(i++)));
      boolean border = number.length() == 6 || number.length() == 14;
      i += border && text.any(i, " -") ? 1 : 0;
    }
    return number.length() == 18 && valid(number) ? i : -1;
  }

  private static boolean valid(StringBuilder number) {
    FoldedChars digits = new FoldedChars(number.toString());
    return date(digits.number(6, 10), digits, 10) && Checksums.chinaId(number) == number.charAt(17);
  }

  private static boolean date(int year, FoldedChars text, int monthAt) {
    try {
      LocalDate.of(year, text.number(monthAt, monthAt + 2), text.number(monthAt + 2, monthAt + 4));
      return year >= FIRST_YEAR && year <= LAST_YEAR;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean creditCode(FoldedChars text, int at, Findings found) {
    int end = at;
    while (end - at < 19 && (text.digit(end) || text.at(end) >= 'A' && text.at(end) <= 'Z')) {
      end++;
    }
    return end - at == 18
        && (AUTHORITIES.contains(text.part(at, at + 2)) || CREDIT_CODE.before(text, at))
        && text.digitsEnd(at + 2) >= at + 8
        && PROVINCES.contains(text.number(at + 2, at + 4))
        && text.closes(end)
        && Checksums.creditCode(text.part(at, end)) == text.at(end - 1)
        && found.add(PersonalKind.CREDIT_CODE, at, end);
  }

  private static boolean ssn(FoldedChars text, int at, Findings found) {
    int end = text.digits(at, 9) > 0 && SSN.before(text, at) ? at + 9 : separated(text, at);
    if (end < 0 || !text.closes(end)) {
      return false;
    }
    String digits = text.part(at, end).replace("-", "").replace(" ", "");
    int area = Integer.parseInt(digits.substring(0, 3));
    return area > 0
        && area != 666
        && area < 900
        && !digits.startsWith("00", 3)
        && !digits.endsWith("0000")
        && !PUBLISHED.contains(digits)
        && found.add(PersonalKind.SSN, at, end);
  }

  /** Three, two and four digits with the same separator between; a space only after a label. */
  private static int separated(FoldedChars text, int at) {
    char separator = text.at(at + 3);
    boolean allowed = separator == '-' || separator == ' ' && SSN.before(text, at);
    return allowed
            && text.digits(at, 3) > 0
            && text.digits(at + 4, 2) > 0
            && text.at(at + 6) == separator
        ? text.digits(at + 7, 4)
        : -1;
  }
}
