package io.seekforge.text.terms;

import io.seekforge.api.recipe.NormalizeSection.GlossarySection;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVRecord;

/**
 * Rows of TICO-19's terminologies (Anastasopoulos et al.: TICO-19: the translation initiative for
 * COVID-19, 2020), with or without part of speech and description: a string of the source language
 * and one or more of the target, separated by " : ". A note in square brackets says when to use one
 * and is no part of it.
 */
final class GlossaryTico {
  private static final Set<String> COLUMNS =
      Set.of("sourceLang", "targetLang", "sourceString", "targetString");
  private static final String ALTERNATIVE = " : ";

  private GlossaryTico() {}

  static boolean recognises(Set<String> header, GlossarySection section) {
    return section.columns().isEmpty() && header.containsAll(COLUMNS);
  }

  static List<Term> terms(CSVRecord row, GlossarySection section) {
    ConceptNames names = new ConceptNames(row.isMapped("id") ? row.get("id") : row.get("stringID"));
    add(names, row.get("sourceLang"), row.get("sourceString"));
    add(names, row.get("targetLang"), row.get("targetString"));
    return names.terms(section);
  }

  private static void add(ConceptNames names, String language, String strings) {
    int start = 0;
    for (int end = 0; end >= 0; start = end + ALTERNATIVE.length()) {
      end = strings.indexOf(ALTERNATIVE, start);
      names.add(language, withoutNote(strings.substring(start, end < 0 ? strings.length() : end)));
    }
  }

  private static String withoutNote(String alternative) {
    String text = alternative.strip();
    int note = text.endsWith("]") ? text.lastIndexOf('[') : -1;
    return note > 0 ? text.substring(0, note) : text;
  }
}
