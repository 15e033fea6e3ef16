/**
 * Decoders with explicit forward and backward, their trainable parameters and their shapes.
 *
 * <p>A {@link io.seekforge.model.CausalModel} holds the resident base weights of one model; a
 * {@link io.seekforge.model.ModelWorker} computes one sequence at a time on one thread.
 */
package io.seekforge.model;
