package io.seekforge.api.recipe;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where raw documents come from. */
public record CollectSection(
    @Key(doc = "The sources, each with a name of its own.") List<SourceSection> sources,
    @Key(
            doc = "Share of bad records above which the run stops before training, 0 to 1.",
            def = "0.05")
        double maxBadShare,
    @Key(
            doc =
                "Longest record (line, file, row) that is read, in bytes; longer ones go to quarantine.",
            def = "16777216")
        long maxRecordBytes,
    @Key(
            doc =
                "Most bytes that one archive or compressed file may unpack to, with all archives in it; one that would give more ends there and goes to quarantine.",
            def = "68719476736")
        long maxUnpackedBytes,
    @Key(
            doc =
                "Most bytes that an archive or compressed file may unpack to for each byte of its own; looked at from 64 MiB on.",
            def = "200")
        double maxUnpackRatio,
    @Key(doc = "What is brought from the network before the sources are read.", def = "")
        List<FetchSection> fetch)
    implements Serializable {
  public CollectSection {
    sources = List.copyOf(sources);
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("Invalid sources: at least one source is needed");
    }
    Set<String> names = new HashSet<>();
    for (SourceSection source : sources) {
      if (!names.add(source.name())) {
        throw new IllegalArgumentException(
            "Invalid sources: the name \"" + source.name() + "\" stands twice");
      }
    }
    Check.share("max-bad-share", maxBadShare);
    Check.atLeast("max-record-bytes", maxRecordBytes, 1024);
    Check.atLeast("max-unpacked-bytes", maxUnpackedBytes, 1024);
    Check.atLeast("max-unpack-ratio", maxUnpackRatio, 1);
    fetch = List.copyOf(fetch);
    if (fetch.stream().map(FetchSection::into).distinct().count() < fetch.size()) {
      throw new IllegalArgumentException("Invalid fetch: two fetches go into the same folder");
    }
  }

  /** Sources that are there already; archives within the limits that hold unless said otherwise. */
  public CollectSection(List<SourceSection> sources, double maxBadShare, long maxRecordBytes) {
    this(sources, maxBadShare, maxRecordBytes, 1L << 36, 200, List.of());
  }
}
