/** Learns classifiers of documents: quality by MLlib, domains by DL4J. */
package io.seekforge.corpus.classify;
