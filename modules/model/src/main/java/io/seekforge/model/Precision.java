package io.seekforge.model;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.checkpoint.Dtype;
import io.seekforge.tensor.ElementType;
import java.util.Arrays;
import java.util.Locale;

/**
 * Storage of frozen weights. Activations, adapters and sums are always float32, as are norms,
 * biases and routers, which are small and sensitive. The quantised precisions hold for the linears
 * of the decoder layers; embedding and head are then bf16, as bitsandbytes leaves them.
 */
public enum Precision {
  /** Weights that come in bf16 may stay so: products take the same numbers. */
  FP32(ElementType.FLOAT32, ElementType.FLOAT32),
  BF16(ElementType.BFLOAT16, ElementType.BFLOAT16),
  /** Symmetric, one scale for each output channel: 8 bits a weight. */
  INT8(ElementType.INT8, ElementType.BFLOAT16),
  /** QLoRA's NormalFloat with doubly quantised scales: 4.13 bits a weight. */
  NF4(ElementType.NF4, ElementType.BFLOAT16),
  /** E4M3 with one scale for each block of 128 × 128, as DeepSeek-V3 comes: 8 bits a weight. */
  FP8(ElementType.FP8_E4M3, ElementType.BFLOAT16);

  private final ElementType linears;
  private final ElementType tables;

  Precision(ElementType linears, ElementType tables) {
    this.linears = linears;
    this.tables = tables;
  }

  /**
   * The precision of a word: {@code fp32}, {@code bf16}, {@code int8}, {@code nf4} or {@code fp8}.
   *
   * @throws SeekforgeException naming those there are
   */
  public static Precision of(String word) {
    for (Precision precision : values()) {
      if (precision.word().equals(word)) {
        return precision;
      }
    }
    throw new SeekforgeException(
        "Invalid precision \""
            + word
            + "\" (one of "
            + String.join(", ", Arrays.stream(values()).map(Precision::word).toList())
            + ")");
  }

  /** The word for it in recipes and options. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether linears have fewer bits than any type that could be trained. */
  public boolean quantized() {
    return linears.quantized();
  }

  /** Bytes that a fresh weight takes, scales of quantised types included. */
  public long bytes(WeightSpec weight) {
    return bytes(weight, type(weight.role()));
  }

  /**
   * Bytes that a weight of a checkpoint takes.
   *
   * @param dtype of the checkpoint's
   * @param packed whether products have copies of it, which are not counted
   */
  public long bytes(WeightSpec weight, Dtype dtype, boolean packed) {
    return bytes(weight, type(weight.role(), dtype, packed));
  }

  private static long bytes(WeightSpec weight, ElementType type) {
    long size = weight.size();
    return switch (type) {
      case FLOAT32 -> size * Float.BYTES;
      case BFLOAT16 -> size * Short.BYTES;
      case INT8 -> size + weight.shape()[0] * Float.BYTES;
      // A code of 4 bits; for 64 of them a scale of 8, and a little for the scales' own.
      case NF4 -> size / 2 + size / 64 + size / 4096;
      case FP8_E4M3 -> size + size / (128 * 128) * Float.BYTES;
    };
  }

  /** What products with bf16 weights take; in fp32 nothing is rounded. */
  public ElementType operands() {
    return this == FP32 ? ElementType.FLOAT32 : ElementType.BFLOAT16;
  }

  /**
   * How a weight of a checkpoint is stored: what is bf16 there stays so in fp32, as products widen
   * it to the same numbers.
   *
   * @param packed whether products have copies of it, which are made for one type
   */
  ElementType type(WeightSpec.Role role, Dtype dtype, boolean packed) {
    boolean stays = this == FP32 && dtype == Dtype.BF16 && !packed;
    return stays ? BF16.type(role) : type(role);
  }

  /** How weights of a role are stored, whatever they come as. */
  ElementType type(WeightSpec.Role role) {
    return switch (role) {
      case LINEAR -> linears;
      case EMBEDDING, HEAD -> tables;
      case BIAS, NORM, ROUTER, ROUTER_CORRECTION -> ElementType.FLOAT32;
    };
  }
}
