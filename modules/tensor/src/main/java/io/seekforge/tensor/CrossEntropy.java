package io.seekforge.tensor;

/**
 * Loss of some rows of logits.
 *
 * @param loss sum of −ln softmax(row)[label]
 * @param correct rows whose label has the highest logit
 */
public record CrossEntropy(double loss, int correct) {}
