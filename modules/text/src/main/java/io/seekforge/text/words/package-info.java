/** Characters, words and tokens of a text, folded and hashed: the ground of all comparisons. */
package io.seekforge.text.words;
