package io.seekforge.api;

import java.io.Serializable;

/**
 * A quality rule's answer about one document: keep, or drop with the reason.
 *
 * @param keep whether the document stays
 * @param rule the rule's name, "" when it stays
 * @param value what was measured
 * @param threshold what it was compared with
 */
public record Verdict(boolean keep, String rule, String value, String threshold)
    implements Serializable {
  private static final Verdict KEPT = new Verdict(true, "", "", "");

  public static Verdict kept() {
    return KEPT;
  }

  public static Verdict drop(String rule, Object value, Object threshold) {
    return new Verdict(false, rule, String.valueOf(value), String.valueOf(threshold));
  }
}
