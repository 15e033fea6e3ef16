package io.seekforge.text.privacy;

/** Looks for one kind of personal data around an offset. */
interface Finder {
  /**
   * Adds what is found to the findings and says whether anything was.
   *
   * @param at offset of the character that called for this finder
   */
  boolean find(FoldedChars text, int at, Findings found);
}
