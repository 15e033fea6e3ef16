/** Vectors of texts, whose cosine tells how much two texts have in common. */
package io.seekforge.text.embed;
