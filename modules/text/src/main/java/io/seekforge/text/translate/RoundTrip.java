package io.seekforge.text.translate;

import io.seekforge.api.Verdict;
import io.seekforge.text.minhash.Shingles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges a back-translation: it is worth training on if the wording changed and the meaning did
 * not. Numbers must be the same in number and value, negations must be as many, and the similarity
 * (Jaccard of word trigrams; character trigrams for Han) must lie in the wanted band.
 */
public final class RoundTrip {
  private static final int TRIGRAM = 3;
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:[.,]\\d+)*");
  private static final Pattern NEGATION =
      Pattern.compile(
          "\\b(?:not|no|never|none|nor|neither|without|cannot|unable)\\b|n['’]t\\b|[不没無无未勿莫]",
          Pattern.CASE_INSENSITIVE);

  private final double least;
  private final double most;

  public RoundTrip(double minSimilarity, double maxSimilarity) {
    this.least = minSimilarity;
    this.most = maxSimilarity;
  }

  /** Keep, or the reason why the round trip is rejected. */
  public Verdict judge(String original, String back) {
    List<String> wanted = all(NUMBER, original);
    List<String> found = all(NUMBER, back);
    if (!wanted.equals(found)) {
      return Verdict.drop("backtranslation_number_lost", found, wanted);
    }
    int negations = all(NEGATION, original).size();
    int kept = all(NEGATION, back).size();
    if (negations != kept) {
      return Verdict.drop("backtranslation_negation_lost", kept, negations);
    }
    double similarity = similarity(original, back);
    String value = String.format(Locale.ROOT, "%.4f", similarity);
    if (similarity > most) {
      return Verdict.drop("backtranslation_unchanged", value, most);
    }
    return similarity < least
        ? Verdict.drop("backtranslation_too_different", value, least)
        : Verdict.kept();
  }

  private static double similarity(String a, String b) {
    if (a.equals(b)) {
      return 1;
    }
    return Shingles.jaccard(Shingles.of(a, TRIGRAM), Shingles.of(b, TRIGRAM));
  }

  private static List<String> all(Pattern pattern, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group());
    }
    found.sort(null);
    return found;
  }
}
