package io.seekforge.api.recipe;

import java.io.Serializable;
import java.util.List;

/** Base against tuned. */
public record EvaluateSection(
    @Key(doc = "Held-out split that is scored: test or valid.", def = "test") String split,
    @Key(doc = "Largest number of sequences for loss and perplexity, 0: all.", def = "0")
        int maxSequences,
    @Key(doc = "Largest number of cases for generation, 0: none.", def = "100") int maxCases,
    @Key(doc = "Longest answer, in tokens.", def = "64") int maxNewTokens,
    @Key(
            doc =
                "Divides positive and multiplies negative logits of tokens already there, prompt included; 1: none.",
            def = "1.0")
        double repetitionPenalty,
    @Key(
            doc =
                "How an answer is compared: exact (trimmed, case and spaces folded), contains, or label (exact, with macro F1 over"
                    + " the expected answers).",
            def = "exact")
        String match,
    @Key(
            doc =
                "File, folder or glob of general texts (.txt, or .jsonl with a text field) whose loss shows forgetting.",
            def = "",
            path = true)
        String general)
    implements Serializable {
  public EvaluateSection {
    Check.oneOf("split", split, List.of("test", "valid"));
    Check.atLeast("max-sequences", maxSequences, 0);
    Check.atLeast("max-cases", maxCases, 0);
    Check.atLeast("max-new-tokens", maxNewTokens, 1);
    Check.positive("repetition-penalty", repetitionPenalty);
    Check.oneOf("match", match, List.of("exact", "contains", "label"));
  }
}
