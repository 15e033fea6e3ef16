package io.seekforge.text.questions;

/**
 * A question, its answer, and the words of the document that the answer rests on.
 *
 * @param quote a span of the document as the model copied it
 */
public record QuestionPair(String question, String answer, String quote) {}
