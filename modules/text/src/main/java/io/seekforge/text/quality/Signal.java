package io.seekforge.text.quality;

import java.io.Serializable;

/** A number measured on a text. */
@FunctionalInterface
interface Signal extends Serializable {
  double of(MeasuredText text);
}
