package io.seekforge.training.shard;

import java.io.Serializable;

/**
 * One Parquet file of packed sequences.
 *
 * @param path path or URI on a file system that every executor sees
 * @param sha256 hash of the file's bytes, hex: a task that finds other bytes refuses them
 */
public record ShardFile(String path, String sha256) implements Serializable {}
