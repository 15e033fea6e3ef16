package io.seekforge.cli.command;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.Precision;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code fp32}, {@code bf16}, {@code int8}, {@code nf4} or {@code fp8}. */
final class PrecisionConverter implements ITypeConverter<Precision> {
  @Override
  public Precision convert(String word) {
    try {
      return Precision.of(word);
    } catch (SeekforgeException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
