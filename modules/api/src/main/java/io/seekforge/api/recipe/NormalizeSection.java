package io.seekforge.api.recipe;

import java.io.Serializable;
import java.util.List;

/** Glossary terms. */
public record NormalizeSection(
    @Key(
            doc =
                "Glossaries in falling rank: a conflict is decided for the earlier one and reported.",
            def = "")
        List<GlossarySection> glossaries,
    @Key(
            doc =
                "Chinese script that texts are brought to, by OpenCC's tables: none, simplified or traditional.",
            def = "none")
        String chinese,
    @Key(
            doc =
                "Terms match in simplified and traditional script, whichever of the two the glossary has.",
            def = "true")
        boolean foldChinese)
    implements Serializable {
  public NormalizeSection {
    glossaries = List.copyOf(glossaries);
    Check.oneOf("chinese", chinese, List.of("none", "simplified", "traditional"));
  }

  /** One glossary. */
  public record GlossarySection(
      @Key(doc = "File or URI.", path = true) String path,
      @Key(
              doc =
                  "Columns of the CSV: concept (id), canonical (the term written), variant, lang (optional); one row per variant.",
              def = "")
          java.util.Map<String, String> columns,
      @Key(doc = "Field separator.", def = ",") String delimiter,
      @Key(doc = "Match Latin letters whatever their case.", def = "true") boolean foldCase,
      @Key(
              doc =
                  "csv, obo, tmx, list (a term and perhaps a tab and a count on a line), or auto (by file name).",
              def = "auto")
          String format,
      @Key(
              doc =
                  "For tmx and TICO-19's terminologies: language of the term that is written, as BCP 47 tag; empty: the file's"
                      + " first.",
              def = "")
          String canonicalLang)
      implements Serializable {
    public GlossarySection {
      Check.named("path", path);
      Check.oneOf("format", format, List.of("auto", "csv", "obo", "tmx", "list"));
      columns = new java.util.TreeMap<>(columns);
      if (delimiter.length() != 1) {
        throw new IllegalArgumentException(
            "Invalid delimiter: \"" + delimiter + "\" (one character)");
      }
    }
  }
}
