/** Variants of texts with small faults, as people and other programs make them. */
package io.seekforge.text.adversarial;
