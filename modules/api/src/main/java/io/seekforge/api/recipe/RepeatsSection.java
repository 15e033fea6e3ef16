package io.seekforge.api.recipe;

import java.io.Serializable;
import java.util.List;

/** Lines or paragraphs of plain documents that stand twice; off unless {@code within} is given. */
public record RepeatsSection(
    @Key(
            doc =
                "Where a repeated part must have stood before to be taken out: none (nothing is looked for), document (in the same one) or corpus (in any).",
            def = "none")
        String within,
    @Key(doc = "What is compared: line or paragraph (lines between blank lines).", def = "line")
        String unit,
    @Key(doc = "Shortest part that is taken out, in characters.", def = "16") int minChars,
    @Key(
            doc =
                "Documents in which a part must stand to be taken out of all but the first (smallest id).",
            def = "2")
        int minDocuments,
    @Key(
            doc = "Share of a document's characters taken out above which the document is dropped.",
            def = "1")
        double maxShare)
    implements Serializable {
  /** Nothing is looked for. */
  public static final RepeatsSection NONE = new RepeatsSection("none", "line", 16, 2, 1);

  public RepeatsSection {
    Check.oneOf("within", within, List.of("none", "document", "corpus"));
    Check.oneOf("unit", unit, List.of("line", "paragraph"));
    Check.atLeast("min-chars", minChars, 1);
    Check.atLeast("min-documents", minDocuments, 2);
    Check.share("max-share", maxShare);
  }
}
