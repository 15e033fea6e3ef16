package io.seekforge.api.recipe;

import java.io.Serializable;

/** The report. */
public record ReportSection(
    @Key(doc = "Title of the page; empty: the recipe's name.", def = "") String title,
    @Key(doc = "Samples before and after that are shown.", def = "8") int samples)
    implements Serializable {
  public ReportSection {
    Check.atLeast("samples", samples, 0);
  }
}
