/** Shingles, MinHash signatures, banding and exact Jaccard similarity. */
package io.seekforge.text.minhash;
