/** What the corpus engine reaches on labelled sets. */
package io.seekforge.bench.evaluate;
