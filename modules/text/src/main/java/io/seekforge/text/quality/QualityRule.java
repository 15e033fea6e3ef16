package io.seekforge.text.quality;

import io.seekforge.api.Verdict;
import java.io.Serializable;

/**
 * One rule: looks at a text and answers keep, or drop with the reason. Its thresholds are fields.
 */
public interface QualityRule extends Serializable {
  Verdict check(MeasuredText text);
}
