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
                "Quality rules: none, basic, gopher-datatrove, c4, fineweb or zh; basic takes the rules of the document's language.",
            def = "basic")
        String profile,
    @Key(doc = "Shortest document, in characters.", def = "1") int minChars,
    @Key(doc = "Longest document, in characters.", def = "1000000") int maxChars)
    implements Serializable {
  public CleanSection {
    Check.oneOf("unicode", unicode, List.of("nfc", "nfkc", "none"));
    Check.oneOf(
        "profile", profile, List.of("none", "basic", "gopher-datatrove", "c4", "fineweb", "zh"));
    Check.atLeast("min-chars", minChars, 0);
    Check.atLeast("max-chars", maxChars, minChars);
  }
}
