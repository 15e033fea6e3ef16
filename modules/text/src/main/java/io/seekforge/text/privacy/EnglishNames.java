package io.seekforge.text.privacy;

import java.util.Locale;
import java.util.Set;

/**
 * Names in Latin letters by what stands around them: after a title or a label; after "patient" and
 * its like if a known first name or surname is among the words; a known first name with a known
 * surname before "was admitted", an age or a date of birth.
 */
final class EnglishNames implements Finder {
  private static final Set<String> TITLES =
      Set.of("Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Prof", "Professor", "Doctor", "Nurse");
  private static final Set<String> LABELS =
      Set.of(
          "patient",
          "pt",
          "patient name",
          "pt name",
          "full name",
          "client",
          "client name",
          "legal name",
          "contact name",
          "emergency contact",
          "next of kin",
          "guardian",
          "spouse",
          "mother",
          "father",
          "husband",
          "wife",
          "daughter",
          "son",
          "attending",
          "physician",
          "provider",
          "name of patient",
          "caregiver",
          "signed",
          "signed by",
          "seen by",
          "insured",
          "subscriber",
          "member name",
          "contact",
          "first name",
          "last name",
          "surname");
  private static final Set<String> LEADS =
      Set.of(
          "patient",
          "patients",
          "pt",
          "named",
          "called",
          "name is",
          "am",
          "dear",
          "client",
          "husband",
          "wife",
          "son",
          "daughter",
          "mother",
          "father",
          "brother",
          "sister",
          "by",
          "with",
          "contact",
          "kin",
          "saw",
          "sincerely",
          "regards",
          "name");
  private static final Set<String> PARTICLES =
      Set.of("de", "la", "van", "von", "der", "del", "bin", "al", "da", "di", "le", "du");
  private static final Set<String> FOLLOWERS =
      Set.of(
          "was",
          "is",
          "presented",
          "presents",
          "has",
          "had",
          "called",
          "visited",
          "complains",
          "complained",
          "reports",
          "reported",
          "underwent",
          "came",
          "lives",
          "aged",
          "returned",
          "states",
          "stated",
          "denies",
          "denied",
          "requested",
          "arrived",
          "received",
          "will",
          "dob",
          "mrn",
          "ssn",
          "a",
          "an",
          "age",
          "born",
          "can",
          "asked",
          "at");
  private static final Set<String> NO_NAMES =
      Set.of(
          "the",
          "a",
          "an",
          "and",
          "or",
          "of",
          "in",
          "on",
          "for",
          "was",
          "is",
          "has",
          "had",
          "he",
          "she",
          "it",
          "this",
          "that",
          "they",
          "we",
          "you",
          "i",
          "dob",
          "mrn",
          "ssn",
          "npi",
          "age",
          "date",
          "sex",
          "male",
          "female",
          "phone",
          "tel",
          "email",
          "address",
          "id",
          "patient",
          "medical",
          "record",
          "education",
          "care",
          "information",
          "safety",
          "advocate",
          "rights",
          "protection",
          "portal",
          "with",
          "who",
          "no",
          "not",
          "unknown",
          "none",
          "md",
          "rn",
          "phd",
          "insurance",
          "hospital",
          "clinic",
          "center",
          "university",
          "department",
          "institute",
          "from",
          "to",
          "at",
          "by",
          "please",
          "if",
          "when",
          "diagnosis",
          "admitted",
          "blood",
          "fever",
          "cancer",
          "disease",
          "syndrome",
          "visit",
          "case",
          "chart",
          "mr",
          "mrs",
          "ms",
          "dr",
          "other",
          "number",
          "name",
          "contact",
          "history",
          "services",
          "foundation");
  private static final int MOST_WORDS = 4;
  private static final int LONGEST_LEAD = 20;

  private final Set<String> firstNames = NameList.read("first-names.txt");
  private final Set<String> surnames = NameList.read("surnames.txt");

  /** What stands before a name, from the surest to the weakest. */
  private enum Lead {
    TITLE,
    LABEL,
    WORD,
    NONE
  }

  @Override
  public boolean find(FoldedChars text, int at, Findings found) {
    if (text.letter(at - 1) || text.any(at - 1, "'-_@/.")) {
      return false;
    }
    Lead lead = lead(text, at);
    if (lead == Lead.NONE && !known(firstNames, text, at)) {
      return false;
    }
    Name name = name(text, at, lead == Lead.LABEL);
    return name.words > 0
        && accepted(lead, name, text)
        && found.add(PersonalKind.NAME, at, name.end);
  }

  private static boolean accepted(Lead lead, Name name, FoldedChars text) {
    return switch (lead) {
      case TITLE -> true;
      case LABEL -> name.words > 1 || name.first || name.last;
      case WORD -> name.first && name.words > 1 || name.last && name.words > 1 && name.initial;
      case NONE -> name.first && name.last && name.words > 1 && followed(text, name.end);
    };
  }

  private static Lead lead(FoldedChars text, int at) {
    int end = at;
    while (at - end < 3 && text.at(end - 1) == ' ') {
      end--;
    }
    if (text.at(end - 1) == ':' || text.at(end - 1) == '=') {
      return label(text, end - 1) ? Lead.LABEL : Lead.NONE;
    }
    boolean point = text.at(end - 1) == '.';
    int wordEnd = point ? end - 1 : end;
    int start = wordStart(text, wordEnd);
    if (start == wordEnd || wordEnd - start > LONGEST_LEAD || end == at) {
      return Lead.NONE;
    }
    String word = text.part(start, wordEnd);
    if (TITLES.contains(word)) {
      return Lead.TITLE;
    }
    String folded = word.toLowerCase(Locale.ROOT);
    return !point && LEADS.contains(folded) ? Lead.WORD : Lead.NONE;
  }

  private static int wordStart(FoldedChars text, int end) {
    int start = end;
    while (text.letter(start - 1) && end - start <= LONGEST_LEAD) {
      start--;
    }
    return start;
  }

  /** Whether up to three words before a colon are a label, "Name" alone only at a line's start. */
  private static boolean label(FoldedChars text, int colon) {
    int end = colon;
    while (text.any(end - 1, " )*")) {
      end--;
    }
    int start = end;
    for (int words = 0; words < 3; words++) {
      int from = wordStart(text, start);
      if (from == start) {
        break;
      }
      if (LABELS.contains(text.part(from, end).toLowerCase(Locale.ROOT))) {
        return true;
      }
      if (words == 0 && text.endsWithWord(end, "name") && opensClause(text, from)) {
        return true;
      }
      if (text.at(from - 1) != ' ') {
        break;
      }
      start = from - 1;
    }
    return false;
  }

  private static boolean opensClause(FoldedChars text, int at) {
    int i = at;
    while (at - i < 4 && text.at(i - 1) == ' ') {
      i--;
    }
    return text.at(i - 1) == 0 || text.any(i - 1, "\n\t|;.,(*-");
  }

  private boolean known(Set<String> names, FoldedChars text, int at) {
    int end = wordEnd(text, at);
    boolean another = text.at(end) == ' ' && text.upper(end + 1); // one word alone is no name here
    return another && end - at <= LONGEST_LEAD && names.contains(folded(text, at, end));
  }

  /** Reads a name's words; not longer than {@link #MOST_WORDS}. */
  private Name name(FoldedChars text, int at, boolean comma) {
    Name name = new Name(at);
    boolean capitals = false;
    int i = at;
    while (name.words < MOST_WORDS) {
      int end = wordEnd(text, i);
      String word = folded(text, i, end);
      if (name.words > 0 && PARTICLES.contains(word) && text.at(end) == ' ') {
        i = end + 1;
        continue;
      }
      boolean allCapitals = end - i > 1 && text.upper(i + 1);
      boolean other = name.words > 0 && allCapitals && !capitals;
      boolean initial = end - i == 1;
      boolean noName = NO_NAMES.contains(word) && !(initial && text.at(end) == '.');
      if (end == i || !text.upper(i) || noName || other || colon(text, end)) {
        break;
      }
      capitals = name.words == 0 ? allCapitals : capitals;
      name.take(end, initial, firstNames.contains(word), surnames.contains(word));
      i = text.at(end) == '.' && initial ? end + 1 : end;
      i = comma && name.words == 1 && text.startsWith(i, ", ") ? i + 1 : i;
      if (text.at(i) != ' ') {
        break;
      }
      i++;
    }
    return name;
  }

  private static boolean colon(FoldedChars text, int end) {
    return text.at(end) == ':';
  }

  private static int wordEnd(FoldedChars text, int at) {
    int end = at;
    while (text.letter(end) || text.any(end, "'-") && text.letter(end + 1)) {
      end++;
    }
    boolean possessive = end - at > 2 && text.at(end - 2) == '\'' && text.at(end - 1) == 's';
    return possessive ? end - 2 : end;
  }

  private static String folded(FoldedChars text, int start, int end) {
    return text.part(start, Math.min(end, start + 2 * LONGEST_LEAD)).toLowerCase(Locale.ROOT);
  }

  private static boolean followed(FoldedChars text, int end) {
    int i = end;
    while (i - end < 4 && text.any(i, " ,(")) {
      i++;
    }
    int last = wordEnd(text, i);
    return text.digit(i) && i > end + 1 || FOLLOWERS.contains(folded(text, i, last));
  }

  /** Words read so far. */
  private static final class Name {
    private int end;
    private int words;
    private boolean initial;
    private boolean first;
    private boolean last;

    Name(int at) {
      end = at;
    }

    void take(int wordEnd, boolean isInitial, boolean isFirst, boolean isLast) {
      end = wordEnd;
      words++;
      initial |= isInitial;
      last |= isLast && (words > 1 || !isFirst);
      first |= isFirst;
    }
  }
}
