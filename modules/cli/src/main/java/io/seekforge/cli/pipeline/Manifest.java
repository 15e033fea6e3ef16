package io.seekforge.cli.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageName;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * {@code manifest.json} of one stage's output, format {@value #FORMAT}: {@code
 * docs/spec/workspace.md}.
 */
public record Manifest(
    @JsonProperty("format") int format,
    @JsonProperty("stage") String stage,
    @JsonProperty("fingerprint") String fingerprint,
    @JsonProperty("recipe") String recipe,
    @JsonProperty("inputs") SortedMap<String, String> inputs,
    @JsonProperty("settings") Map<String, Object> settings,
    @JsonProperty("counts") StageCounts counts,
    @JsonProperty("dictionaries") SortedMap<String, String> dictionaries,
    @JsonProperty("files") List<Entry> files,
    @JsonProperty("provenance") Provenance provenance,
    @JsonProperty("seconds") double seconds) {
  static final int FORMAT = 1;

  /** One file of the stage, its path relative to the stage's folder. */
  public record Entry(
      @JsonProperty("path") String path,
      @JsonProperty("bytes") long bytes,
      @JsonProperty("sha256") String sha256) {}

  /** The stage. */
  public StageName stageName() {
    return StageName.of(stage).orElseThrow();
  }
}
