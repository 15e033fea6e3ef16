package io.seekforge.cli.command;

import io.seekforge.model.Precision;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The word of a precision: {@code fp32}, {@code bf16}, {@code int8}, {@code nf4}, {@code fp8}. */
final class PrecisionConverter implements ITypeConverter<Precision> {
  @Override
  public Precision convert(String word) {
    List<String> known = Arrays.stream(Precision.values()).map(Precision::word).toList();
    if (!known.contains(word)) {
      throw new TypeConversionException(
          "\"" + word + "\" (one of " + String.join(", ", known) + ")");
    }
    return Precision.of(word);
  }
}
