/**
 * Which experts of a mixture a domain needs: expert-specialised fine-tuning (Wang et al. 2024, "Let
 * the Expert Stick to His Last").
 */
package io.seekforge.model.experts;
