/** Writes the raw documents of the quickstart and the general texts its base model is made from. */
package io.seekforge.bench.quickstart;
