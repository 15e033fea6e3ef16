package io.seekforge.text.privacy;

import java.util.Locale;
import java.util.Set;

/**
 * Addresses of the USA: house number, capitalised words, a street's kind, then what is there of
 * flat, city, state and ZIP code; or a post-office box.
 */
final class AmericanAddresses implements Finder {
  private static final Set<String> STREETS =
      Set.of(
          "street",
          "st",
          "avenue",
          "ave",
          "av",
          "road",
          "rd",
          "boulevard",
          "blvd",
          "lane",
          "ln",
          "drive",
          "dr",
          "court",
          "ct",
          "place",
          "pl",
          "way",
          "terrace",
          "ter",
          "circle",
          "cir",
          "parkway",
          "pkwy",
          "highway",
          "hwy",
          "square",
          "sq",
          "trail",
          "trl",
          "loop",
          "alley",
          "plaza",
          "pike",
          "crossing",
          "broadway",
          "run",
          "path");
  private static final Set<String> FLATS =
      Set.of(
          "apt",
          "apartment",
          "suite",
          "ste",
          "unit",
          "floor",
          "fl",
          "room",
          "rm",
          "building",
          "bldg",
          "#");
  private static final Set<String> STATES =
      Set.of(
          "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "ID", "IL", "IN", "IA",
          "KS", "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ",
          "NM", "NY", "NC", "ND", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT",
          "VA", "WA", "WV", "WI", "WY", "DC", "PR", "GU", "VI", "AS", "MP");
  private static final Set<String> STATE_NAMES =
      Set.of(
          "alabama",
          "alaska",
          "arizona",
          "arkansas",
          "california",
          "colorado",
          "connecticut",
          "delaware",
          "florida",
          "georgia",
          "hawaii",
          "idaho",
          "illinois",
          "indiana",
          "iowa",
          "kansas",
          "kentucky",
          "louisiana",
          "maine",
          "maryland",
          "massachusetts",
          "michigan",
          "minnesota",
          "mississippi",
          "missouri",
          "montana",
          "nebraska",
          "nevada",
          "hampshire",
          "jersey",
          "mexico",
          "york",
          "carolina",
          "dakota",
          "ohio",
          "oklahoma",
          "oregon",
          "pennsylvania",
          "island",
          "tennessee",
          "texas",
          "utah",
          "vermont",
          "virginia",
          "washington",
          "wisconsin",
          "wyoming");
  private static final int MOST_STREET_WORDS = 5;
  private static final int MOST_CITY_WORDS = 4;

  @Override
  public boolean find(FoldedChars text, int at, Findings found) {
    int street = text.digit(at) ? streetEnd(text, at) : boxEnd(text, at);
    return street > 0 && found.add(PersonalKind.ADDRESS, at, cityEnd(text, flatEnd(text, street)));
  }

  private static int streetEnd(FoldedChars text, int at) {
    int i = text.digitsEnd(at);
    if (i - at > 6) {
      return -1;
    }
    i = text.any(i, "-") && text.digit(i + 1) ? text.digitsEnd(i + 1) : i;
    i = text.letter(i) && !text.letter(i + 1) ? i + 1 : i;
    for (int words = 0; words < MOST_STREET_WORDS && text.at(i) == ' '; words++) {
      int start = i + 1;
      int end = wordEnd(text, start);
      boolean ordinal = text.digit(start) && text.letter(end - 1);
      if (!ordinal && !text.upper(start)) {
        return -1;
      }
      String word = text.part(start, Math.min(end, start + 12)).toLowerCase(Locale.ROOT);
      if (STREETS.contains(word) && (words > 0 || word.equals("broadway"))) {
        return direction(text, text.at(end) == '.' ? end + 1 : end);
      }
      i = text.at(end) == '.' && end - start <= 2 ? end + 1 : end;
    }
    return -1;
  }

  private static int direction(FoldedChars text, int at) {
    int end = wordEnd(text, at + 1);
    boolean one = end == at + 2 && text.any(at + 1, "NSEW");
    boolean two = end == at + 3 && text.any(at + 1, "NS") && text.any(at + 2, "EW");
    return text.at(at) == ' ' && (one || two) ? end : at;
  }

  /** "P.O. Box 12", "PO Box 12". */
  private static int boxEnd(FoldedChars text, int at) {
    int i = text.startsWith(at, "P.O.") ? at + 4 : text.startsWith(at, "PO") ? at + 2 : -1;
    i = i > 0 && text.at(i) == ' ' ? i + 1 : i;
    boolean box = i > 0 && (text.startsWith(i, "Box ") || text.startsWith(i, "BOX "));
    return box && text.digit(i + 4) && !text.letter(at - 1) ? text.digitsEnd(i + 4) : -1;
  }

  private static int flatEnd(FoldedChars text, int at) {
    int i = text.at(at) == ',' ? at + 1 : at;
    i = text.at(i) == ' ' ? i + 1 : i;
    int end = text.at(i) == '#' ? i + 1 : wordEnd(text, i);
    String word = text.part(i, Math.min(end, i + 10)).toLowerCase(Locale.ROOT);
    if (!FLATS.contains(word)) {
      return at;
    }
    int number = end;
    while (number - end < 3 && text.any(number, ". #")) {
      number++;
    }
    int last = wordEnd(text, number);
    boolean plausible = text.digit(number) || last - number <= 2 && text.upper(number);
    return last > number && plausible ? last : at;
  }

  /** City, state and ZIP code, or none of them. */
  private static int cityEnd(FoldedChars text, int at) {
    int i = text.at(at) == ',' ? at + 1 : at;
    if (!text.any(i, " \n")) {
      return at;
    }
    for (int words = 0; words <= MOST_CITY_WORDS && text.any(i, " \n"); words++) {
      int start = i + 1;
      int end = wordEnd(text, start);
      if (!text.upper(start)) {
        return at;
      }
      String word = text.part(start, end);
      boolean state =
          words > 0
              && (STATES.contains(word) || STATE_NAMES.contains(word.toLowerCase(Locale.ROOT)));
      int zip = zipEnd(text, end);
      if (state && (zip > end || text.at(i - 1) == ',')) {
        return zip;
      }
      i = text.any(end, ",.") ? end + 1 : end;
    }
    return at;
  }

  private static int zipEnd(FoldedChars text, int at) {
    int i = text.at(at) == ',' ? at + 1 : at;
    i = text.at(i) == ' ' ? i + 1 : i;
    int end = text.digits(i, 5);
    if (end < 0) {
      return at;
    }
    int four = text.at(end) == '-' ? text.digits(end + 1, 4) : -1;
    return four > 0 ? four : end;
  }

  private static int wordEnd(FoldedChars text, int at) {
    int end = at;
    while (text.alnum(end) || text.any(end, "'-") && text.letter(end + 1)) {
      end++;
    }
    return end;
  }
}
