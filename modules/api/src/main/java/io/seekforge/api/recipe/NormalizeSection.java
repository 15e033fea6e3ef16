package io.seekforge.api.recipe;

import java.io.Serializable;
import java.util.List;

/** Glossary terms. */
public record NormalizeSection(
    @Key(
            doc =
                "Glossaries in falling rank: a conflict is decided for the earlier one and reported.",
            def = "")
        List<GlossarySection> glossaries)
    implements Serializable {
  public NormalizeSection {
    glossaries = List.copyOf(glossaries);
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
      @Key(doc = "Match Latin letters whatever their case.", def = "true") boolean foldCase)
      implements Serializable {
    public GlossarySection {
      Check.named("path", path);
      columns = new java.util.TreeMap<>(columns);
      if (delimiter.length() != 1) {
        throw new IllegalArgumentException(
            "Invalid delimiter: \"" + delimiter + "\" (one character)");
      }
    }
  }
}
