package io.seekforge.training.rounds;

import java.io.Serializable;

/**
 * A block's files after a step.
 *
 * @param block its number
 * @param parameters SHA-256 of the parameters' file
 * @param optimizer SHA-256 of the optimiser's file; empty before the first step
 */
public record StoredBlock(int block, String parameters, String optimizer) implements Serializable {}
