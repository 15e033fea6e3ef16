package io.seekforge.text.privacy;

/** Bank cards (issuer prefix, length and Luhn sum) and provider identifiers of the USA. */
final class CardNumbers implements Finder {
  /** Numbers that are neither cards nor telephones, whatever they look like. */
  static final Labels OTHER_NUMBER =
      new Labels(
          "order",
          "invoice",
          "tracking",
          "isbn",
          "issn",
          "pmid",
          "pmcid",
          "doi",
          "lot",
          "batch",
          "serial",
          "sku",
          "upc",
          "ean",
          "nct",
          "chictr",
          "订单",
          "运单",
          "快递单",
          "单号",
          "流水",
          "批号",
          "条码",
          "发票",
          "序列",
          "批准文号");

  static final Labels CARD =
      new Labels(
          "card", "visa", "mastercard", "银行卡", "信用卡", "储蓄卡", "借记卡", "卡", "账", "账户", "account");
  private static final Labels PROVIDER =
      new Labels("npi", "provider identifier", "provider", "prescriber", "physician");
  private static final int NPI_WINDOW = 40;

  @Override
  public boolean find(FoldedChars text, int at, Findings found) {
    return card(text, at, found) || npi(text, at, found);
  }

  private static boolean card(FoldedChars text, int at, Findings found) {
    if (text.digitsEnd(at) < at + 4) {
      return false;
    }
    StringBuilder digits = new StringBuilder(20);
    int end = at;
    int groupStart = at;
    int groups = 1;
    while (digits.length() < 20 && text.digit(end)) {
      digits.append(text.at(end++));
      if (text.any(end, " -") && text.digit(end + 1) && end - groupStart >= 4 && groups < 5) {
        end++;
        groupStart = end;
        groups++;
      }
    }
    return digits.length() >= 13
        && digits.length() <= 19
        && text.closes(end)
        && Checksums.luhn(digits)
        && !OTHER_NUMBER.before(text, at)
        && (issued(digits.toString()) || CARD.before(text, at) && digits.length() >= 16)
        && found.add(PersonalKind.BANK_CARD, at, end);
  }

  /** Issuer prefixes and lengths of ISO/IEC 7812 card schemes. */
  private static boolean issued(String digits) {
    int length = digits.length();
    int two = Integer.parseInt(digits.substring(0, 2));
    int four = Integer.parseInt(digits.substring(0, 4));
    return switch (digits.charAt(0)) {
      case '3' -> two == 34 || two == 37 ? length == 15 : two == 35 ? length == 16 : length == 14;
      case '4' -> length == 13 || length == 16 || length == 19;
      case '5' -> two >= 51 && two <= 55 && length == 16;
      case '2' -> four >= 2221 && four <= 2720 && length == 16;
      case '6' -> length >= 16 && (two == 62 || two == 60 || two == 64 || two == 65);
      default -> false;
    };
  }

  private static boolean npi(FoldedChars text, int at, Findings found) {
    return text.any(at, "12")
        && text.digits(at, 10) > 0
        && text.closes(at + 10)
        && Checksums.npi(text.part(at, at + 10))
        && PROVIDER.near(text, at, NPI_WINDOW)
        && found.add(PersonalKind.NPI, at, at + 10);
  }
}
