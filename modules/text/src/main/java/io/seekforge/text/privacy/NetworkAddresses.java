package io.seekforge.text.privacy;

/** IP addresses of both versions. */
final class NetworkAddresses implements Finder {
  private static final Labels VERSION =
      new Labels("version", "v", "ver", "section", "chapter", "ec", "release", "版本", "第", "章", "节");
  private static final Labels IP = new Labels("ip", "address", "host", "server", "地址", "from");
  private static final int GROUPS = 8;

  @Override
  public boolean find(FoldedChars text, int at, Findings found) {
    int end = text.at(at) == ':' ? -1 : fourth(text, at);
    if (end > 0) {
      return found.add(PersonalKind.IP_ADDRESS, at, end);
    }
    return text.at(at) == ':' && sixth(text, at, found);
  }

  /** Four numbers up to 255; not versions, section or enzyme numbers. */
  private static int fourth(FoldedChars text, int at) {
    int i = at;
    int widest = 0;
    for (int part = 0; part < 4; part++) {
      int end = text.digitsEnd(i);
      int width = end - i;
      boolean led = width > 1 && text.at(i) == '0';
      if (width < 1 || width > 3 || led || text.number(i, end) > 255) {
        return -1;
      }
      widest = Math.max(widest, width);
      if (part < 3 && text.at(end) != '.') {
        return -1;
      }
      i = part < 3 ? end + 1 : end;
    }
    boolean plausible = widest > 1 || IP.before(text, at);
    return plausible && text.closes(i) && !VERSION.before(text, at) ? i : -1;
  }

  /** At the first colon: eight groups of hexadecimal digits, or fewer around one double colon. */
  private static boolean sixth(FoldedChars text, int colon, Findings found) {
    int start = colon;
    while (colon - start < 5 && hex(text, start - 1)) {
      start--;
    }
    if (text.at(start - 1) == ':' || text.alnum(start - 1)) {
      return false;
    }
    int groups = 0;
    int gaps = 0;
    int i = start;
    while (i < text.length() && groups <= GROUPS) {
      int end = i;
      while (end - i < 5 && hex(text, end)) {
        end++;
      }
      if (end - i > 4) {
        return false;
      }
      groups += end > i ? 1 : 0;
      i = end;
      if (text.startsWith(i, "::")) {
        gaps++;
        i += 2;
      } else if (text.at(i) == ':' && hex(text, i + 1)) {
        i++;
      } else {
        break;
      }
    }
    boolean whole = groups == GROUPS && gaps == 0 || gaps == 1 && groups >= 3 && groups < GROUPS;
    return whole && !text.alnum(i) && found.add(PersonalKind.IP_ADDRESS, start, i);
  }

  private static boolean hex(FoldedChars text, int i) {
    char c = text.at(i);
    return text.digit(i) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
  }
}
