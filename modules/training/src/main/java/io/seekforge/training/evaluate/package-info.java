/** Evaluation: held-out loss, generation on cases, base and tuned side by side. */
package io.seekforge.training.evaluate;
