/**
 * Training rounds as ordinary Spark stages: every logical replica owns one shard and its own place
 * in it; results are added in replica order, so that the bits depend neither on the number of
 * executors nor on which of them died.
 */
package io.seekforge.training.rounds;
