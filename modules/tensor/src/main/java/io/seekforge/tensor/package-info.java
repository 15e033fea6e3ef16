/**
 * The device as a decoder sees it: memory, and the operations of forward and backward.
 *
 * <p>Models are written against {@link io.seekforge.tensor.Backend} and never name a device.
 */
package io.seekforge.tensor;
