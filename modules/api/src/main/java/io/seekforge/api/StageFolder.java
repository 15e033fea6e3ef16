package io.seekforge.api;

import java.io.Serializable;

/**
 * Where one version of a stage's output stands: {@code
 * <workspace>/<recipe>/<stage>/<fingerprint>/}. The folder is whole if and only if {@code
 * manifest.json} is there; it is written last and names every file with its size and hash. Layout:
 * {@code docs/spec/workspace.md}.
 *
 * @param root the folder's path or URI (any Hadoop file system), without a trailing slash
 */
public record StageFolder(String root) implements Serializable {
  public StageFolder {
    while (root.length() > 1 && root.endsWith("/")) {
      root = root.substring(0, root.length() - 1);
    }
  }

  /** Parquet files of documents (for pack: see {@link #shards}). */
  public String documents() {
    return root + "/documents";
  }

  /** Parquet files of ledger entries. */
  public String ledger() {
    return root + "/ledger";
  }

  /** Parquet files of quarantined records (collect only). */
  public String quarantine() {
    return root + "/quarantine";
  }

  /**
   * Parquet files of packed sequences of one split, {@code shard-00000.parquet} …: one file per
   * logical replica.
   */
  public String shards(String split) {
    return root + "/shards/" + split;
  }

  /** Parquet files of evaluation cases: prompt, expected completion (pack only). */
  public String cases() {
    return root + "/cases";
  }

  /** The manifest, written last. */
  public String manifest() {
    return root + "/manifest.json";
  }

  /** Any other file or folder of the stage. */
  public String child(String name) {
    return root + "/" + name;
  }
}
