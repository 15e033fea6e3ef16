package io.seekforge.text.quality;

import io.seekforge.api.Verdict;

/**
 * mC4's rule (Xue et al.: mT5, 2021, section 3.1) as datatrove's C4 paragraph filter has it: enough
 * long lines.
 *
 * @param leastParagraphs lines of that length that a text must hold
 * @param leastLength characters of such a line
 */
public record ParagraphRule(int leastParagraphs, int leastLength) implements QualityRule {
  @Override
  public Verdict check(MeasuredText text) {
    int found = 0;
    int start = 0;
    String whole = text.text();
    while (start <= whole.length()) {
      int feed = whole.indexOf('\n', start);
      int end = feed < 0 ? whole.length() : feed;
      found += whole.codePointCount(start, end) >= leastLength ? 1 : 0;
      start = end + 1;
    }
    return found >= leastParagraphs
        ? Verdict.kept()
        : Verdict.drop("< " + leastParagraphs + " paragraphs", found, leastParagraphs);
  }
}
