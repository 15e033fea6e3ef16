/** Vectors of texts by a checkpoint: where corpus, tokenizer and engine meet. */
package io.seekforge.cli.embed;
