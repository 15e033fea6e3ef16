/** Overlap of a training document with an evaluation document, by n-grams. */
package io.seekforge.text.overlap;
