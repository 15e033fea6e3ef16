/**
 * Packed shards and evaluation cases: reading them, and the order in which a replica takes rows.
 */
package io.seekforge.training.shard;
