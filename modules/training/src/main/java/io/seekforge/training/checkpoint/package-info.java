/** Checkpoints of a run on any Hadoop file system: whole and verified, or not used. */
package io.seekforge.training.checkpoint;
