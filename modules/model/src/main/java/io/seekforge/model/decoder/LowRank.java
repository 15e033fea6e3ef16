package io.seekforge.model.decoder;

/**
 * The parameters of an adapter.
 *
 * @param a [r, in]
 * @param b [out, r]
 * @param magnitude [1, out], DoRA's; null without
 */
record LowRank(Parameter a, Parameter b, Parameter magnitude) {}
