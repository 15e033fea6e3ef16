/** From documents to packed token sequences: tokenizing with labels, and best-fit packing. */
package io.seekforge.text.pack;
