package io.seekforge.text.terms;

import io.seekforge.api.recipe.NormalizeSection.GlossarySection;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a list of terms, one on a line, perhaps with a tab and a count behind it (THUOCL). Each is
 * its own concept and canonical.
 */
final class GlossaryList {
  private GlossaryList() {}

  static List<Term> read(BufferedReader lines, GlossarySection section) throws IOException {
    List<Term> terms = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      int tab = line.indexOf('\t');
      String term = (tab < 0 ? line : line.substring(0, tab)).strip();
      if (!term.isEmpty()) {
        terms.add(new Term(term, term, term, section.path(), section.foldCase()));
      }
    }
    return terms;
  }
}
