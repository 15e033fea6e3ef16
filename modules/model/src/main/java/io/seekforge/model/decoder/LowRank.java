package io.seekforge.model.decoder;

/** The two matrices of an adapter: a [r, in] and b [out, r]. */
record LowRank(Parameter a, Parameter b) {}
