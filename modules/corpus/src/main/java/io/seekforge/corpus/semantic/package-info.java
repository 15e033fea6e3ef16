/** Documents that say the same in other words: vectors, clusters, comparison. */
package io.seekforge.corpus.semantic;
