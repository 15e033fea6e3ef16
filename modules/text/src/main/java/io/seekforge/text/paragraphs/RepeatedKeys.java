package io.seekforge.text.paragraphs;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds texts whose key (an address, an id) stood before, with dolma's span: the whole key, in
 * bytes. The order of texts counts: the first occurrence stays. Not safe for threads.
 */
public final class RepeatedKeys {
  private final Set<String> seen = new HashSet<>();

  /** The span of the next key: one if it stood before, else none. */
  public List<Span> spans(String key) {
    return seen.add(key)
        ? List.of()
        : List.of(new Span(0, key.getBytes(StandardCharsets.UTF_8).length, 1));
  }
}
