package io.seekforge.api.recipe;

import java.io.Serializable;
import java.util.List;

/** Unicode, whitespace and quality rules. */
public record CleanSection(
    @Key(doc = "Unicode form: nfc, nfkc or none.", def = "nfc") String unicode,
    @Key(
            doc =
                "Repair whitespace: runs of spaces, trailing spaces, more than two line feeds, control characters.",
            def = "true")
        boolean whitespace,
    @Key(
            doc =
                "Quality rules: none, basic, gopher-datatrove, gopher-dolma, c4, fineweb or zh; basic takes the rules of the document's language.",
            def = "basic")
        String profile,
    @Key(doc = "Shortest document, in characters.", def = "1") int minChars,
    @Key(doc = "Longest document, in characters.", def = "1000000") int maxChars,
    @Key(
            doc =
                "Personal data: none (not looked for), mask (placeholders such as [PHONE]) or drop (the document).",
            def = "none")
        String personalData,
    @Key(
            doc =
                "Kinds of personal data: name, phone, email, address, china-id, ssn, record-number, bank-card, passport, npi, credit-code, ip-address; empty: all.",
            def = "")
        List<String> personalKinds,
    @Key(
            doc =
                "Write the signals table: what each rule of the profile measured on each document, dropped ones too.",
            def = "false")
        boolean signals,
    @Key(
            doc =
                "Languages kept, as ISO 639-1 codes; empty: all. Named by content, not by what the source states.",
            def = "")
        List<String> languages,
    @Key(
            doc =
                "Least sureness of the language, from 0 to 1 (FineWeb: 0.65); 0 and no languages: nothing is measured.",
            def = "0")
        double minLanguageScore,
    @Key(doc = "Filters by the user's own lists and patterns.", def = "") FilterSection filters,
    @Key(doc = "Lines or paragraphs that stand twice.", def = "") RepeatsSection repeats,
    @Key(doc = "A classifier of quality, learned from labelled documents.", def = "")
        QualitySection quality,
    @Key(doc = "A classifier of domains, learned from labelled sources.", def = "")
        DomainsSection domains)
    implements Serializable {
  private static final List<String> KINDS =
      List.of(
          "name",
          "phone",
          "email",
          "address",
          "china-id",
          "ssn",
          "record-number",
          "bank-card",
          "passport",
          "npi",
          "credit-code",
          "ip-address");

  public CleanSection {
    Check.oneOf("unicode", unicode, List.of("nfc", "nfkc", "none"));
    Check.oneOf(
        "profile",
        profile,
        List.of("none", "basic", "gopher-datatrove", "gopher-dolma", "c4", "fineweb", "zh"));
    Check.atLeast("min-chars", minChars, 0);
    Check.atLeast("max-chars", maxChars, minChars);
    Check.oneOf("personal-data", personalData, List.of("none", "mask", "drop"));
    personalKinds = List.copyOf(personalKinds);
    personalKinds.forEach(kind -> Check.oneOf("personal-kinds", kind, KINDS));
    languages = List.copyOf(languages);
    for (String language : languages) {
      Check.language("languages", language);
    }
    Check.share("min-language-score", minLanguageScore);
  }

  /** A section without classifiers. */
  public CleanSection(
      String unicode,
      boolean whitespace,
      String profile,
      int minChars,
      int maxChars,
      String personalData,
      List<String> personalKinds,
      boolean signals,
      List<String> languages,
      double minLanguageScore,
      FilterSection filters,
      RepeatsSection repeats) {
    this(
        unicode,
        whitespace,
        profile,
        minChars,
        maxChars,
        personalData,
        personalKinds,
        signals,
        languages,
        minLanguageScore,
        filters,
        repeats,
        QualitySection.NONE,
        DomainsSection.NONE);
  }

  /** A section whose further rules are off. */
  public CleanSection(
      String unicode, boolean whitespace, String profile, int minChars, int maxChars) {
    this(
        unicode,
        whitespace,
        profile,
        minChars,
        maxChars,
        "none",
        List.of(),
        false,
        List.of(),
        0,
        FilterSection.NONE,
        RepeatsSection.NONE);
  }

  /** Checks that the sources named in this section are there. */
  void requireSources(List<String> sources) {
    for (String source : quality.sources()) {
      require("quality", source, sources);
    }
    for (String source : domains.examples().keySet()) {
      require("domains", source, sources);
    }
  }

  private static void require(String key, String source, List<String> sources) {
    if (!sources.contains(source)) {
      throw new IllegalArgumentException(
          "Invalid clean.%s: there is no source \"%s\" (one of %s)"
              .formatted(key, source, String.join(", ", sources)));
    }
  }

  /** Whether the language of each document is to be measured. */
  public boolean measuresLanguage() {
    return !languages.isEmpty() || minLanguageScore > 0;
  }
}
