package io.seekforge.text.clean;

/**
 * A repaired text and how much of it changed.
 *
 * @param text the text afterwards
 * @param changes number of places that changed, 0 if the text is as it was
 */
record Repair(String text, int changes) {}
