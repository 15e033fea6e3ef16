package io.seekforge.text.words;

import java.text.Normalizer;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The numbers that stand in a text. */
public final class Numbers {
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:[.,]\\d+)*");
  private static final Pattern THOUSANDS = Pattern.compile("(?<=\\d),(?=\\d{3}(?!\\d))");

  private Numbers() {}

  /** Numbers in rising order of their digits, whatever their width and thousands separators. */
  public static List<String> of(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKC);
    plain = THOUSANDS.matcher(plain).replaceAll("");
    return NUMBER.matcher(plain).results().map(MatchResult::group).sorted().toList();
  }
}
