package io.seekforge.text.language;

import java.lang.Character.UnicodeScript;
import java.util.List;

/**
 * Names the language of a text, of a sentence too. Scripts that one language has for itself decide
 * alone (kana Japanese, Hangul Korean, Han without kana Chinese). Among the languages of the Latin,
 * Cyrillic and Arabic scripts function words count as evidence; only where they leave doubt is
 * Apache OpenNLP's n-gram model asked, so that most texts cost one pass. Deterministic; safe for
 * threads; the model (40 MB) is loaded at the first doubt.
 */
public final class LanguageId {
  /** Of a longer text the beginning is enough. */
  private static final int SAMPLE_CHARS = 10_000;

  private static final double LEAST_KANA = 0.05;
  private static final double LEAST_HAN = 0.4;

  /** Evidence (natural logarithm of odds) that a function word gives against a language without. */
  private static final double WORD = 2.5;

  /** Share of letters beyond ASCII that speaks, as one word does, against languages without. */
  private static final double ACCENTED = 0.05;

  /** Score from which function words decide alone. */
  private static final double SURE = 0.99;

  /**
   * What the n-gram model's logarithms are multiplied by: for a sentence its probabilities are far
   * flatter than its accuracy warrants.
   */
  private static final double SHARPNESS = 2.5;

  private static final double LEAST_PROBABILITY = 1e-9;

  private static final FunctionWords LATIN = FunctionWords.of("latin");
  private static final FunctionWords CYRILLIC = FunctionWords.of("cyrillic");
  private static final FunctionWords ARABIC = FunctionWords.of("arabic");

  private LanguageId() {}

  /** Loads the model when it is first needed; it never changes afterwards. */
  private static final class Ngrams {
    private static final NgramModel MODEL = NgramModel.load();
  }

  /** The language of a text and how sure that is. */
  public static LanguageGuess of(String text) {
    String sample = text.length() > SAMPLE_CHARS ? text.substring(0, SAMPLE_CHARS) : text;
    ScriptCounts scripts = ScriptCounts.of(sample);
    if (scripts.empty()) {
      return LanguageGuess.NONE;
    }
    double kana = scripts.share(UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA);
    double han = scripts.share(UnicodeScript.HAN);
    if (kana + han >= LEAST_HAN) {
      String language = scripts.kana() >= LEAST_KANA ? "ja" : "zh";
      return new LanguageGuess(language, kana + han);
    }
    UnicodeScript main = scripts.main();
    double share = scripts.share(main);
    return switch (main) {
      case LATIN -> among(LATIN, sample, share);
      case CYRILLIC -> among(CYRILLIC, sample, share);
      case ARABIC -> among(ARABIC, sample, share);
      case HAN -> new LanguageGuess("zh", share);
      case HIRAGANA, KATAKANA -> new LanguageGuess("ja", share);
      default ->
          new LanguageGuess(ScriptCounts.OWN.getOrDefault(main, ScriptLanguage.UNKNOWN), share);
    };
  }

  private static LanguageGuess among(FunctionWords words, String text, double share) {
    int[] hits = words.hits(text);
    double[] evidence = new double[hits.length];
    boolean accented = accents(text) >= ACCENTED;
    for (int i = 0; i < hits.length; i++) {
      evidence[i] = WORD * (hits[i] - (accented && words.plain(i) ? 1 : 0));
    }
    LanguageGuess guess = best(words.languages(), evidence, share);
    if (guess.score() >= SURE * share) {
      return guess;
    }
    double[] probabilities = Ngrams.MODEL.probabilities(text, words.languages());
    for (int i = 0; i < hits.length; i++) {
      evidence[i] +=
          words.prior(i)
              + SHARPNESS * StrictMath.log(Math.max(probabilities[i], LEAST_PROBABILITY));
    }
    return best(words.languages(), evidence, share);
  }

  /** Share of letters beyond ASCII. */
  private static double accents(String text) {
    int letters = 0;
    int beyond = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      letters += Character.isLetter(c) ? 1 : 0;
      beyond += c >= 0x80 && Character.isLetter(c) ? 1 : 0;
    }
    return letters == 0 ? 0 : (double) beyond / letters;
  }

  /** The language of most evidence; its score is its share of all odds. */
  private static LanguageGuess best(List<String> languages, double[] evidence, double share) {
    int best = 0;
    for (int i = 1; i < evidence.length; i++) {
      best = evidence[i] > evidence[best] ? i : best;
    }
    double odds = 0;
    for (double each : evidence) {
      odds += StrictMath.exp(each - evidence[best]);
    }
    return new LanguageGuess(languages.get(best), share / odds);
  }
}
