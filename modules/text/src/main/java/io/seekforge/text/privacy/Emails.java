package io.seekforge.text.privacy;

/** E-mail addresses, looked for at the at sign. */
final class Emails implements Finder {
  private static final int LONGEST_LOCAL = 64;
  private static final int LONGEST_DOMAIN = 253;

  @Override
  public boolean find(FoldedChars text, int at, Findings found) {
    int start = at;
    while (at - start < LONGEST_LOCAL && local(text, start - 1) && start > found.end()) {
      start--;
    }
    while (start < at && text.any(start, ".-+%")) {
      start++;
    }
    int end = domainEnd(text, at + 1);
    return start < at && end > 0 && found.add(PersonalKind.EMAIL, start, end);
  }

  private static boolean local(FoldedChars text, int i) {
    return ascii(text, i) || text.any(i, "._%+-");
  }

  private static boolean ascii(FoldedChars text, int i) {
    return text.at(i) < 0x80 && text.alnum(i);
  }

  /** Offset after labels with dots between, of which the last has at least two letters only. */
  private static int domainEnd(FoldedChars text, int at) {
    int i = at;
    int label = at;
    int end = -1;
    boolean letters = true;
    while (i - at <= LONGEST_DOMAIN && (ascii(text, i) || text.any(i, ".-"))) {
      if (text.at(i) == '.') {
        if (i == label) {
          return end;
        }
        label = i + 1;
        letters = true;
      } else {
        letters &= text.letter(i);
        boolean top = letters && label > at && i - label >= 1;
        end = top ? i + 1 : end;
      }
      i++;
    }
    return end;
  }
}
