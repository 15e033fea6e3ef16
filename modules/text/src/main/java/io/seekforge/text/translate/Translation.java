package io.seekforge.text.translate;

/**
 * A translated text and what it cost when it was made, cached or not.
 *
 * @param text the translation
 * @param promptTokens tokens that were sent, as the endpoint counts, 0 if it does not
 * @param completionTokens tokens that came back
 */
public record Translation(String text, long promptTokens, long completionTokens) {}
