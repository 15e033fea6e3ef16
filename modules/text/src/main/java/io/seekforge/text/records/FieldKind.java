package io.seekforge.text.records;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What stands in a field, and so how two values of it are compared. A comparison gives evidence in
 * bits: the logarithm to base 2 of how much likelier this agreement is between two records of one
 * thing than between records of two (Fellegi and Sunter: A theory for record linkage, 1969). The
 * bits of all fields add up; a value missing on either side says nothing.
 */
public enum FieldKind {
  /** A title or other short text: 2.5 bits a word, at most 18; against at most 12. */
  TEXT {
    @Override
    String normalise(String value) {
      return PlainWords.of(value);
    }

    @Override
    double compare(String a, String b) {
      return TitleEvidence.bits(a, b);
    }
  },
  /** Names of people in any order and form: 6 bits for or against. */
  NAMES {
    @Override
    String normalise(String value) {
      return NameEvidence.normalise(value);
    }

    @Override
    double compare(String a, String b) {
      return NameEvidence.bits(a, b);
    }
  },
  /** A date: 3 bits for the same year, nothing for the next (online and in print), 5 against. */
  YEAR {
    @Override
    String normalise(String value) {
      return FieldValues.year(value);
    }

    @Override
    double compare(String a, String b) {
      int apart = Math.abs(Integer.parseInt(a) - Integer.parseInt(b));
      return apart == 0 ? 3 : apart == 1 ? 0 : -5;
    }
  },
  /** A journal's name, in full or abbreviated: 4 bits for or against. */
  JOURNAL {
    @Override
    String normalise(String value) {
      return JournalEvidence.normalise(value);
    }

    @Override
    double compare(String a, String b) {
      return JournalEvidence.same(a, b) ? 4 : -4;
    }
  },
  /** A volume or other number, perhaps among words: 3 bits for, 5 against. */
  NUMBER {
    @Override
    String normalise(String value) {
      return FieldValues.numbers(value);
    }

    @Override
    double compare(String a, String b) {
      List<String> others = Arrays.asList(b.split(" "));
      return Arrays.stream(a.split(" ")).anyMatch(others::contains) ? 3 : -5;
    }
  },
  /** Pages, of which the first counts: 5 bits for, 4 against; page 1 says nothing. */
  PAGES {
    @Override
    String normalise(String value) {
      return FieldValues.firstPage(value);
    }

    @Override
    double compare(String a, String b) {
      if (a.equals(b)) {
        return a.length() > 1 ? 5 : a.equals("1") ? 0 : 3;
      }
      return a.equals("1") || b.equals("1") ? 0 : -4;
    }
  },
  /** A DOI or other identifier: 15 bits for, 8 against. */
  IDENTIFIER {
    @Override
    String normalise(String value) {
      return FieldValues.identifier(value);
    }

    @Override
    double compare(String a, String b) {
      return a.equals(b) ? 15 : -8;
    }
  };

  /** The kind of a word of the recipe. */
  public static FieldKind of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** What of a value counts; "" if nothing does. */
  abstract String normalise(String value);

  /** Evidence in bits of two normalised values, neither empty. */
  abstract double compare(String a, String b);
}
