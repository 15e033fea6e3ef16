package io.seekforge.api.recipe;

import java.io.Serializable;
import java.util.List;

/** Filters by lists and patterns of the user's own; each is off unless its key is given. */
public record FilterSection(
    @Key(
            doc =
                "Registered domains (with all below them) and single hosts whose documents are dropped.",
            def = "")
        List<String> blockedDomains,
    @Key(doc = "File of more of them, one a line.", def = "", path = true)
        String blockedDomainsFile,
    @Key(doc = "Words of an address that drop its document.", def = "") List<String> urlWords,
    @Key(doc = "Pattern (RE2 syntax) that drops a document in which it is found.", def = "")
        String pattern,
    @Key(
            doc = "File of words and phrases, one a line, that drop a document.",
            def = "",
            path = true)
        String badWords,
    @Key(doc = "CSV of word frequencies with the columns word and count.", def = "", path = true)
        String unigrams,
    @Key(
            doc =
                "With unigrams: the mean natural logarithm of the words' frequencies must be above this.",
            def = "-10")
        double minUnigramLogprob,
    @Key(doc = "Lines of at least min-paragraph-chars that a document must hold.", def = "0")
        int minParagraphs,
    @Key(doc = "Characters of a line that counts for min-paragraphs.", def = "200")
        int minParagraphChars)
    implements Serializable {
  /** No filter. */
  public static final FilterSection NONE =
      new FilterSection(List.of(), "", List.of(), "", "", "", -10, 0, 200);

  public FilterSection {
    blockedDomains = List.copyOf(blockedDomains);
    urlWords = List.copyOf(urlWords);
    Check.atLeast("min-paragraphs", minParagraphs, 0);
    Check.atLeast("min-paragraph-chars", minParagraphChars, 0);
  }
}
