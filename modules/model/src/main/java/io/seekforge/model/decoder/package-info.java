/**
 * The decoder: embedding, layers of attention and feed-forward, and the loss, each with its
 * backward, written against a {@link io.seekforge.tensor.Backend}.
 *
 * <p>Shapes: T tokens of one sequence, H hidden size. Every block is made once for one worker;
 * {@code prepare} takes its buffers for a given T, {@code forward} fills them, {@code backward}
 * reads them.
 */
package io.seekforge.model.decoder;
