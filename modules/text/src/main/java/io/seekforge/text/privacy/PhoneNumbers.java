package io.seekforge.text.privacy;

/**
 * Telephone numbers: mobile and fixed lines of China (with area code, or after a label), the North
 * American Numbering Plan, and international numbers with a plus.
 */
final class PhoneNumbers implements Finder {
  private static final Labels PHONE =
      new Labels(
          "tel",
          "telephone",
          "phone",
          "cell",
          "mobile",
          "fax",
          "call",
          "contact",
          "reach me on",
          "reach me at",
          "reach us at",
          "reached on",
          "reached at",
          "text",
          "电话",
          "手机",
          "座机",
          "传真",
          "热线",
          "联系方式",
          "致电",
          "拨打",
          "来电",
          "微信");
  private static final String[] UNITS = {
    "mg", "mcg", "ml", "g", "kg", "iu", "IU", "units", "毫克", "克", "元"
  };
  private static final Labels OTHER_NUMBER = CardNumbers.OTHER_NUMBER;
  private static final int MOST_DIGITS = 15;
  private static final int LEAST_DIGITS = 9;

  @Override
  public boolean find(FoldedChars text, int at, Findings found) {
    int end = end(text, at);
    return end > 0
        && !OTHER_NUMBER.before(text, at)
        && !measured(text, end)
        && found.add(PersonalKind.PHONE, at, extension(text, end));
  }

  /** Whether a unit follows: "250-500-1000 mg" are doses. */
  private static boolean measured(FoldedChars text, int end) {
    int at = text.at(end) == ' ' ? end + 1 : end;
    for (String unit : UNITS) {
      if (text.startsWith(at, unit) && !text.letter(at + unit.length())) {
        return true;
      }
    }
    return false;
  }

  private static int end(FoldedChars text, int at) {
    if (text.at(at) == '+') {
      return international(text, at);
    }
    int end = closed(text, mobile(text, chinaPrefix(text, at)));
    end = end > 0 ? end : fixedLine(text, at);
    end = end > 0 ? end : closed(text, american(text, at));
    return end > 0 ? end : labelled(text, at);
  }

  private static int closed(FoldedChars text, int end) {
    return end > 0 && text.closes(end) ? end : -1;
  }

  private static int international(FoldedChars text, int plus) {
    if (text.startsWith(plus, "+86")) {
      int at = text.separator(plus + 3);
      int end = closed(text, mobile(text, at));
      return end > 0 ? end : closed(text, local(text, at, text.at(at) == '0' ? 0 : 1));
    }
    if (text.startsWith(plus, "+1")) {
      int end = closed(text, american(text, plus + 1));
      return end > 0 ? end : closed(text, contiguousAmerican(text, plus + 2));
    }
    int i = plus + 1;
    int digits = 0;
    while (digits <= MOST_DIGITS && (text.digit(i) || text.any(i, " -.()") && digits > 0)) {
      boolean two = !text.digit(i) && !text.digit(i + 1) && !text.any(i + 1, "(");
      if (two) {
        break;
      }
      digits += text.digit(i) ? 1 : 0;
      i++;
    }
    return digits >= LEAST_DIGITS && digits <= MOST_DIGITS ? closed(text, i) : -1;
  }

  /** Offset after 86 or 0086 and a separator. */
  private static int chinaPrefix(FoldedChars text, int at) {
    int after = text.startsWith(at, "0086") ? at + 4 : text.startsWith(at, "86") ? at + 2 : at;
    return after == at ? at : text.separator(after);
  }

  private static int mobile(FoldedChars text, int at) {
    if (text.at(at) != '1' || !text.any(at + 1, "3456789")) {
      return -1;
    }
    if (text.digits(at, 11) > 0) {
      return at + 11;
    }
    char separator = text.at(at + 3);
    return (separator == ' ' || separator == '-')
            && text.digits(at, 3) > 0
            && text.digits(at + 4, 4) > 0
            && text.at(at + 8) == separator
        ? text.digits(at + 9, 4)
        : -1;
  }

  private static int fixedLine(FoldedChars text, int at) {
    boolean bracket = text.at(at) == '(';
    int area = bracket ? at + 1 : at;
    int end = text.at(area) == '0' ? local(text, area, 0) : serviceLine(text, at);
    return end > 0 ? closed(text, extension(text, end)) : -1;
  }

  /**
   * A number with area code.
   *
   * @param trunk 0 if the code begins with 0, 1 if that is left out
   */
  private static int local(FoldedChars text, int at, int trunk) {
    int first = at + 1 - trunk;
    int length = text.startsWith(first, "10") || text.at(first) == '2' ? 2 : 3;
    if (!text.any(first, "123456789") || text.at(first) == '1' && length == 3) {
      return -1;
    }
    int after = first + length;
    if (text.digitsEnd(first) < after) {
      return -1;
    }
    int number = text.any(after, ")") ? after + 1 : after;
    number = text.any(number, " -") ? number + 1 : number;
    return text.any(number, "23456789") ? subscriber(text, number) : -1;
  }

  /** Seven or eight digits, perhaps cut in the middle. */
  private static int subscriber(FoldedChars text, int at) {
    int end = text.digitsEnd(at);
    if (end - at == 7 || end - at == 8) {
      return end;
    }
    return (end - at == 4 || end - at == 3) && text.any(end, " -") ? text.digits(end + 1, 4) : -1;
  }

  /** 400-xxx-xxxx and 800-xxx-xxxx of China. */
  private static int serviceLine(FoldedChars text, int at) {
    if (!text.startsWith(at, "400") && !text.startsWith(at, "800")) {
      return -1;
    }
    if (text.any(at + 3, " -")) {
      int end = text.digitsEnd(at + 4);
      boolean short4 = end - at - 4 == 4 && text.any(end, " -");
      boolean short3 = end - at - 4 == 3 && text.any(end, " -");
      int last = short4 ? text.digits(end + 1, 3) : short3 ? text.digits(end + 1, 4) : -1;
      return closed(text, end - at - 4 == 7 ? end : last);
    }
    return text.digits(at, 10) > 0 && PHONE.near(text, at, 12) ? closed(text, at + 10) : -1;
  }

  /** NXX-NXX-XXXX with separators, or (NXX) NXX-XXXX, perhaps after 1. */
  private static int american(FoldedChars text, int at) {
    int i = text.at(at) == '1' && text.any(at + 1, " -.(") ? text.separator(at + 1) : at;
    boolean bracket = text.at(i) == '(';
    int area = bracket ? i + 1 : i;
    int exchange = area + 3;
    if (bracket) {
      exchange = text.at(exchange) == ')' ? text.separator(exchange + 1) : -1;
    } else {
      exchange = text.any(exchange, " -.") ? exchange + 1 : -1;
    }
    if (exchange < 0
        || text.digits(area, 3) < 0
        || text.digits(exchange, 3) < 0
        || !text.any(exchange + 3, " -.")) {
      return -1;
    }
    boolean named = office(text, area) && office(text, exchange);
    return named ? text.digits(exchange + 4, 4) : -1;
  }

  /** Area codes and exchanges begin with 2–9 and are not N11. */
  private static boolean office(FoldedChars text, int at) {
    return text.at(at) >= '2' && !(text.at(at + 1) == '1' && text.at(at + 2) == '1');
  }

  private static int contiguousAmerican(FoldedChars text, int at) {
    boolean ten = text.digits(at, 10) > 0;
    return ten && office(text, at) && office(text, at + 3) ? at + 10 : -1;
  }

  /** Forms that are too common to be taken for telephone numbers without a label. */
  private static int labelled(FoldedChars text, int at) {
    int end = text.digitsEnd(at);
    int length = end - at;
    boolean candidate =
        length == 10 || length == 7 || length == 8 || length == 3 && text.any(end, "-");
    if (!candidate || !PHONE.before(text, at)) {
      return -1;
    }
    if (length == 10) {
      return closed(text, contiguousAmerican(text, at));
    }
    return closed(text, length == 3 ? text.digits(end + 1, 4) : end);
  }

  private static int extension(FoldedChars text, int end) {
    int at = text.at(end) == ',' ? end + 1 : end;
    at = text.at(at) == ' ' ? at + 1 : at;
    for (String word : new String[] {"extension", "ext.", "ext", "x", "转", "-"}) {
      if (text.startsWith(at, word)) {
        int number = at + word.length();
        number = text.any(number, " :") ? number + 1 : number;
        int last = text.digitsEnd(number);
        return last > number && last - number <= 5 && !text.letter(last) ? last : end;
      }
    }
    return end;
  }
}
