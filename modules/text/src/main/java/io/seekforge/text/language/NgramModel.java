package io.seekforge.text.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import opennlp.tools.langdetect.Language;
import opennlp.tools.langdetect.LanguageDetectorME;
import opennlp.tools.langdetect.LanguageDetectorModel;

/**
 * Apache OpenNLP's language detector (maximum entropy over character n-grams, 103 languages),
 * restricted to the languages one asks for.
 */
final class NgramModel {
  /** OpenNLP's corpus has two names of its own. */
  private static final Map<String, String> SPECIAL = Map.of("et", "ekk", "lv", "lvs", "fa", "pes");

  /** Of a longer text the beginning is enough. */
  private static final int SAMPLE_CHARS = 400;

  private final LanguageDetectorModel model;

  private NgramModel(LanguageDetectorModel model) {
    this.model = model;
  }

  static NgramModel load() {
    try (InputStream in = NgramModel.class.getResourceAsStream("/langdetect-183.bin")) {
      return new NgramModel(new LanguageDetectorModel(in));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read OpenNLP's language model", e);
    }
  }

  /** Probabilities of languages given by BCP 47 tags; they may sum to less than 1. */
  double[] probabilities(String text, List<String> languages) {
    String sample = text.length() > SAMPLE_CHARS ? text.substring(0, SAMPLE_CHARS) : text;
    Map<String, Double> all = new HashMap<>();
    for (Language language : new LanguageDetectorME(model).predictLanguages(sample)) {
      all.put(language.getLang(), language.getConfidence());
    }
    return languages.stream().mapToDouble(tag -> all.getOrDefault(name(tag), 0.0)).toArray();
  }

  private static String name(String tag) {
    return SPECIAL.getOrDefault(tag, Locale.forLanguageTag(tag).getISO3Language());
  }
}
