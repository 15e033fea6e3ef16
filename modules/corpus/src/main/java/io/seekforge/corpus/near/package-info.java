/** Near-duplicate pairs over a corpus, verified, and the components they make. */
package io.seekforge.corpus.near;
