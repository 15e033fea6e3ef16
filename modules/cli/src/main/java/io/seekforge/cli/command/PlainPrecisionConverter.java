package io.seekforge.cli.command;

import io.seekforge.model.Precision;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code fp32} or {@code bf16}. */
final class PlainPrecisionConverter implements ITypeConverter<Precision> {
  @Override
  public Precision convert(String word) {
    return switch (word) {
      case "fp32" -> Precision.FP32;
      case "bf16" -> Precision.BF16;
      default -> throw new TypeConversionException("\"" + word + "\" (one of fp32, bf16)");
    };
  }
}
