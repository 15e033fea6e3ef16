package io.seekforge.text.clean;

/**
 * A cleaned text and what was done to it.
 *
 * @param text the text afterwards
 * @param unicode runs that changed under the Unicode normal form
 * @param invisible control and invisible characters removed, and halves of surrogate pairs replaced
 * @param gaps gaps of white space that changed
 */
public record CleanedText(String text, int unicode, int invisible, int gaps) {}
