package io.seekforge.text.terms;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.NormalizeSection.GlossarySection;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads a glossary from CSV with a header: one row per variant. */
public final class GlossaryCsv {
  private GlossaryCsv() {}

  /**
   * @throws SeekforgeException naming the file and the missing column
   */
  public static List<Term> read(Reader reader, GlossarySection section) throws IOException {
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setDelimiter(section.delimiter().charAt(0))
            .setHeader()
            .setSkipHeaderRecord(true)
            .setIgnoreSurroundingSpaces(true)
            .build();
    try (CSVParser rows = format.parse(reader)) {
      if (GlossaryTico.recognises(rows.getHeaderMap().keySet(), section)) {
        return rows.stream()
            .filter(row -> row.isConsistent())
            .flatMap(row -> GlossaryTico.terms(row, section).stream())
            .toList();
      }
      String concept = column(rows, section, "concept");
      String canonical = column(rows, section, "canonical");
      String variant = column(rows, section, "variant");
      List<Term> terms = new ArrayList<>();
      for (CSVRecord row : rows) {
        if (row.isConsistent() && !row.get(variant).isBlank() && !row.get(canonical).isBlank()) {
          terms.add(
              new Term(
                  row.get(concept),
                  row.get(canonical),
                  row.get(variant),
                  section.path(),
                  section.foldCase()));
        }
      }
      return terms;
    }
  }

  private static String column(CSVParser rows, GlossarySection section, String role) {
    String name = section.columns().getOrDefault(role, role);
    Map<String, Integer> header = rows.getHeaderMap();
    if (!header.containsKey(name)) {
      throw new SeekforgeException(
          "Cannot find column \""
              + name
              + "\" ("
              + role
              + ") in glossary "
              + section.path()
              + ": its columns are "
              + String.join(", ", header.keySet())
              + "; name it under normalize.glossaries.columns");
    }
    return name;
  }
}
