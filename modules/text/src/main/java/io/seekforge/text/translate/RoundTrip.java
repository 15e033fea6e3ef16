package io.seekforge.text.translate;

import io.seekforge.api.Verdict;
import io.seekforge.text.minhash.Shingles;
import io.seekforge.text.terms.Glossary;
import io.seekforge.text.words.Numbers;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Judges a back-translation: it is worth training on if the wording changed and the meaning did
 * not. Numbers must be the same, negations as many, the glossary's terms still there, the length
 * alike, and the similarity (Jaccard of word trigrams; character trigrams for Han) within the
 * wanted band.
 */
public final class RoundTrip {
  private static final int TRIGRAM = 3;
  private static final double MOST_LENGTH_RATIO = 2;

  private final double least;
  private final double most;
  private final Glossary terms;

  /**
   * @param minSimilarity least similarity to the original
   * @param maxSimilarity greatest similarity to the original
   * @param terms the terms that must survive
   */
  public RoundTrip(double minSimilarity, double maxSimilarity, Glossary terms) {
    this.least = minSimilarity;
    this.most = maxSimilarity;
    this.terms = terms;
  }

  /**
   * Keep, or the reason why the round trip is rejected.
   *
   * @param lang BCP 47 tag of both texts
   */
  public Verdict judge(String original, String back, String lang) {
    List<String> wanted = Numbers.of(original);
    List<String> found = Numbers.of(back);
    if (!wanted.equals(found)) {
      return Verdict.drop("backtranslation_number_lost", found, wanted);
    }
    long negations = Negations.count(original, lang);
    long kept = Negations.count(back, lang);
    if (negations != kept) {
      return Verdict.drop("backtranslation_negation_lost", kept, negations);
    }
    SortedSet<String> lost = concepts(original);
    lost.removeAll(concepts(back));
    if (!lost.isEmpty()) {
      return Verdict.drop("backtranslation_term_lost", String.join(", ", lost), "");
    }
    double ratio = (double) Math.max(original.length(), back.length());
    ratio /= Math.max(1, Math.min(original.length(), back.length()));
    if (ratio > MOST_LENGTH_RATIO) {
      return Verdict.drop("backtranslation_length", decimal(ratio), MOST_LENGTH_RATIO);
    }
    return inBand(similarity(original, back));
  }

  private Verdict inBand(double similarity) {
    if (similarity > most) {
      return Verdict.drop("backtranslation_unchanged", decimal(similarity), most);
    }
    return similarity < least
        ? Verdict.drop("backtranslation_too_different", decimal(similarity), least)
        : Verdict.kept();
  }

  private static double similarity(String a, String b) {
    if (a.equals(b)) {
      return 1;
    }
    return Shingles.jaccard(Shingles.of(a, TRIGRAM), Shingles.of(b, TRIGRAM));
  }

  private SortedSet<String> concepts(String text) {
    SortedSet<String> concepts = new TreeSet<>();
    terms.find(text).forEach(mention -> concepts.add(mention.term().canonical()));
    return concepts;
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
