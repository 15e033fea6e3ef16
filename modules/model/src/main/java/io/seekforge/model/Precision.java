package io.seekforge.model;

/** Storage of frozen weights. Activations, adapters and sums are always float32. */
public enum Precision {
  FP32,
  BF16
}
