package io.seekforge.text.parse;

/**
 * A line of text on a page, in points; y grows downwards.
 *
 * @param left where its first character begins
 * @param right where its last one ends
 * @param base its base line
 * @param size the size of its first character
 */
record PdfLine(String text, float left, float right, float base, float size) {}
