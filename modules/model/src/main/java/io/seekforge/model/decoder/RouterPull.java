package io.seekforge.model.decoder;

/**
 * What the losses of routers add to the gradient of one layer's router.
 *
 * @param ofScores gradient of each expert's score, the same for every token; for sigmoid gates of
 *     the score divided by the token's sum
 * @param z factor on the gradient of (log Σ exp logits)² of each token
 */
record RouterPull(double[] ofScores, double z) {}
