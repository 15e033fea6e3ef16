package io.seekforge.cli.command;

import io.seekforge.api.StageName;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A stage by its name. */
final class StageConverter implements ITypeConverter<StageName> {
  @Override
  public StageName convert(String word) {
    return StageName.of(word)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "\""
                        + word
                        + "\" is no stage (one of "
                        + Arrays.stream(StageName.values())
                            .map(StageName::word)
                            .collect(Collectors.joining(", "))
                        + ")"));
  }
}
