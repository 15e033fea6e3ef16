package io.seekforge.training.evaluate;

import java.io.Serializable;

/**
 * What a model wrote.
 *
 * @param ids new tokens, the stop token left off
 * @param nanos time it took
 */
record Answer(int[] ids, long nanos) implements Serializable {}
