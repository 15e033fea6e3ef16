/** Optimisers over flat float32 vectors. */
package io.seekforge.model.optim;
