package io.seekforge.text.privacy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Finds personal data in a text, Chinese or English, in one pass: a table of characters says which
 * finders look at an offset, each looks at a bounded stretch around it, and the pass goes on after
 * what was found. Rules, sources and limits: docs/guide/privacy.md. Immutable.
 */
public final class PersonalData {
  private static final byte PLAIN = 0;
  private static final byte DIGIT = 1;
  private static final byte CAPITAL = 2;
  private static final byte SURNAME = 3;
  private static final byte PLACE = 4;
  private static final byte AT_SIGN = 5;
  private static final byte COLON = 6;
  private static final byte PHONE_START = 7;

  private final byte[] classes = new byte[1 << 16];
  private final Set<PersonalKind> kinds;
  private final List<Finder> numbers;
  private final Finder phones = new PhoneNumbers();
  private final Finder records = new RecordNumbers();
  private final Finder identities = new IdentityNumbers();
  private final Finder networks = new NetworkAddresses();
  private final Finder emails = new Emails();
  private final Finder englishNames = new EnglishNames();
  private final Finder chineseNames = new ChineseNames();
  private final Finder chineseAddresses = new ChineseAddresses();
  private final Finder americanAddresses = new AmericanAddresses();

  /** Looks for all kinds. */
  public PersonalData() {
    this(EnumSet.allOf(PersonalKind.class));
  }

  /**
   * @param kinds what to report; all kinds are looked for, so that one is not taken for another
   */
  public PersonalData(Set<PersonalKind> kinds) {
    this.kinds = Set.copyOf(kinds);
    numbers = List.of(records, identities, new CardNumbers(), phones, networks, americanAddresses);
    fill("0123456789", DIGIT);
    fill("ABCDEFGHIJKLMNOPQRSTUVWXYZ", CAPITAL);
    for (char c = 0xC0; c <= 0xDE; c++) {
      classes[c] = CAPITAL;
    }
    fill(ChineseNames.SURNAMES + "诸尉公慕令皇端独轩百东上", SURNAME);
    fill("号室栋幢单址住楼", PLACE);
    fill("@", AT_SIGN);
    fill(":", COLON);
    fill("+(", PHONE_START);
  }

  private void fill(String characters, byte kind) {
    for (int i = 0; i < characters.length(); i++) {
      classes[characters.charAt(i)] = kind;
    }
  }

  /** All findings in rising order; none overlaps another. */
  public List<Finding> find(String text) {
    FoldedChars folded = new FoldedChars(text);
    Findings found = new Findings();
    int length = text.length();
    int i = 0;
    while (i < length) {
      byte kind = classes[folded.at(i)];
      i = kind != PLAIN && found(kind, folded, i, found) ? Math.max(found.end(), i + 1) : i + 1;
    }
    return reported(found.list());
  }

  /** The text with each finding replaced by its kind's placeholder. */
  public static String masked(String text, List<Finding> findings) {
    StringBuilder out = new StringBuilder(text.length());
    int copied = 0;
    for (Finding finding : findings) {
      out.append(text, copied, finding.start()).append(finding.kind().placeholder());
      copied = finding.end();
    }
    return out.append(text, copied, text.length()).toString();
  }

  private List<Finding> reported(List<Finding> all) {
    List<Finding> reported = new ArrayList<>(all);
    reported.removeIf(finding -> !kinds.contains(finding.kind()));
    return reported;
  }

  private boolean found(byte kind, FoldedChars text, int at, Findings found) {
    return switch (kind) {
      case DIGIT -> opens(text, at, found) && number(text, at, found);
      case CAPITAL -> capital(text, at, found);
      case SURNAME -> chineseNames.find(text, at, found);
      case PLACE -> chineseAddresses.find(text, at, found);
      case AT_SIGN -> emails.find(text, at, found);
      case COLON -> networks.find(text, at, found);
      default -> opens(text, at, found) && phones.find(text, at, found);
    };
  }

  /** A number begins where no word or identifier goes on, or right after a finding and a slash. */
  private static boolean opens(FoldedChars text, int at, Findings found) {
    return text.opens(at) || found.end() == at - 1 && at > 1 && !text.alnum(at - 1);
  }

  private boolean number(FoldedChars text, int at, Findings found) {
    for (Finder finder : numbers) {
      if (finder.find(text, at, found)) {
        return true;
      }
    }
    return false;
  }

  private boolean capital(FoldedChars text, int at, Findings found) {
    if (!text.opens(at)) {
      return false;
    }
    return englishNames.find(text, at, found)
        || records.find(text, at, found)
        || identities.find(text, at, found)
        || text.at(at) == 'P' && americanAddresses.find(text, at, found);
  }
}
