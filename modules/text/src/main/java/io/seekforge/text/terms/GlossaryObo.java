package io.seekforge.text.terms;

import io.seekforge.api.recipe.NormalizeSection.GlossarySection;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an ontology in OBO (The OBO flat file format specification, 1.4): of each term that is not
 * obsolete the name, which is canonical, and its exact synonyms. Broader, narrower and related
 * synonyms mean something else.
 */
final class GlossaryObo {
  private final GlossarySection section;
  private final List<Term> terms = new ArrayList<>();
  private final List<String> synonyms = new ArrayList<>();
  private boolean term;
  private boolean obsolete;
  private String id = "";
  private String name = "";

  private GlossaryObo(GlossarySection section) {
    this.section = section;
  }

  static List<Term> read(BufferedReader lines, GlossarySection section) throws IOException {
    GlossaryObo ontology = new GlossaryObo(section);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      StringBuilder whole = new StringBuilder(line);
      while (continues(whole)) {
        whole.setLength(whole.length() - 1);
        String next = lines.readLine();
        whole.append(next == null ? "" : next);
      }
      ontology.line(whole.toString());
    }
    ontology.endStanza();
    return ontology.terms;
  }

  /** Whether a line ends in a backslash that is not itself escaped. */
  private static boolean continues(CharSequence line) {
    int count = 0;
    while (count < line.length() && line.charAt(line.length() - 1 - count) == '\\') {
      count++;
    }
    return count % 2 == 1;
  }

  private void line(String line) {
    if (line.startsWith("[")) {
      endStanza();
      term = line.strip().equals("[Term]");
      return;
    }
    int colon = line.indexOf(':');
    if (!term || colon < 0) {
      return;
    }
    String value = line.substring(colon + 1).strip();
    switch (line.substring(0, colon).strip()) {
      case "id" -> id = plain(value);
      case "name" -> name = plain(value);
      case "is_obsolete" -> obsolete = plain(value).equals("true");
      case "synonym" -> synonym(value);
      default -> {}
    }
  }

  private void synonym(String value) {
    int end = value.startsWith("\"") ? closingQuote(value) : -1;
    if (end > 0 && value.substring(end + 1).strip().split("\\s", 2)[0].equals("EXACT")) {
      synonyms.add(unescaped(value.substring(1, end)));
    }
  }

  private static int closingQuote(String value) {
    for (int i = 1; i < value.length(); i++) {
      if (value.charAt(i) == '\\') {
        i++;
      } else if (value.charAt(i) == '"') {
        return i;
      }
    }
    return -1;
  }

  /** A value without quotes ends at a comment or at trailing modifiers. */
  private static String plain(String value) {
    int end = 0;
    while (end < value.length() && value.charAt(end) != '!' && value.charAt(end) != '{') {
      end += value.charAt(end) == '\\' ? 2 : 1;
    }
    return unescaped(value.substring(0, Math.min(end, value.length())).strip());
  }

  private static String unescaped(String value) {
    StringBuilder out = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != '\\' || i + 1 == value.length()) {
        out.append(c);
        continue;
      }
      char escaped = value.charAt(++i);
      out.append(
          switch (escaped) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'W' -> ' ';
            default -> escaped;
          });
    }
    return out.toString();
  }

  private void endStanza() {
    if (term && !obsolete && !name.isEmpty()) {
      terms.add(variant(name));
      synonyms.forEach(synonym -> terms.add(variant(synonym)));
    }
    synonyms.clear();
    obsolete = false;
    id = "";
    name = "";
  }

  private Term variant(String variant) {
    return new Term(id, name, variant, section.path(), section.foldCase());
  }
}
