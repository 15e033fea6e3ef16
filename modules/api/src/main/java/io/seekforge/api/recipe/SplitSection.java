package io.seekforge.api.recipe;

import java.io.Serializable;

/** Train, valid and test, by near-duplicate cluster. */
public record SplitSection(
    @Key(doc = "Share of clusters that go to validation.", def = "0.05") double valid,
    @Key(doc = "Share of clusters that go to test.", def = "0.05") double test,
    @Key(
            doc =
                "Jaccard similarity from which documents that stayed are twins and share a split (lower than dedup's threshold).",
            def = "0.5")
        double twinThreshold)
    implements Serializable {
  public SplitSection {
    Check.share("valid", valid);
    Check.share("test", test);
    if (valid + test >= 1) {
      throw new IllegalArgumentException(
          "Invalid split: valid " + valid + " and test " + test + " leave nothing to train on");
    }
    Check.positive("twin-threshold", twinThreshold);
  }
}
