package io.seekforge.text.privacy;

/**
 * One piece of personal data.
 *
 * @param kind what it is
 * @param start offset of its first character in UTF-16 units
 * @param end offset after its last
 */
public record Finding(PersonalKind kind, int start, int end) {}
