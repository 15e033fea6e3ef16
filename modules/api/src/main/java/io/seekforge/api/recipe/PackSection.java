package io.seekforge.api.recipe;

import java.io.Serializable;
import java.util.List;

/** Tokenizing and packing. */
public record PackSection(
    @Key(doc = "Tokens in a packed sequence.", def = "512") int sequenceLength,
    @Key(
            doc =
                "Logical replicas: the training set becomes this many shards, whatever the cluster's size.",
            def = "2")
        int replicas,
    @Key(
            doc =
                "How conversations become text: auto (the tokenizer's own template, else plain), plain, deepseek-llm, deepseek-v3, chatml"
                    + " or alpaca.",
            def = "auto")
        String template,
    @Key(
            doc =
                "Which tokens count in the loss: completions (assistant turns; all of a plain document) or all.",
            def = "completions")
        String loss,
    @Key(
            doc =
                "What happens to a document longer than a sequence: split (plain text into pieces, conversations are cut at the"
                    + " end) or drop.",
            def = "split")
        String tooLong)
    implements Serializable {
  public PackSection {
    Check.atLeast("sequence-length", sequenceLength, 8);
    Check.atLeast("replicas", replicas, 1);
    Check.oneOf(
        "template",
        template,
        List.of("auto", "plain", "deepseek-llm", "deepseek-v3", "chatml", "alpaca"));
    Check.oneOf("loss", loss, List.of("completions", "all"));
    Check.oneOf("too-long", tooLong, List.of("split", "drop"));
  }
}
