package io.seekforge.text.paragraphs;

/**
 * A stretch of a text that stood before.
 *
 * @param start first character (code points), from 0
 * @param end after its last character, its line feed included
 * @param score share of it that stood before, from 0 to 1
 */
public record Span(int start, int end, double score) {}
