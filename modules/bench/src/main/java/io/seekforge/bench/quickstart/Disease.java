package io.seekforge.bench.quickstart;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * One diagnosis of the quickstart's small world.
 *
 * @param name the glossary's canonical term
 * @param concept concept id
 * @param variants English variants of the name
 * @param chineseNames Chinese names
 * @param organ what it concerns, English and Chinese
 * @param treatment what it is treated with
 * @param symptoms symptoms that no other diagnosis of this world has
 */
record Disease(
    String name,
    String concept,
    List<String> variants,
    List<String> chineseNames,
    Term organ,
    Term treatment,
    List<Term> symptoms) {

  /** The same thing in English and Chinese. */
  record Term(String english, String chinese) {
    static Term parse(String text) {
      // The Chinese side may itself hold a slash ("170/100"), the English one may not.
      int slash = text.indexOf('/');
      return new Term(text.substring(0, slash), text.substring(slash + 1));
    }

    String in(boolean chineseWanted) {
      return chineseWanted ? chinese : english;
    }
  }

  static List<Disease> all() {
    try (InputStream in = Disease.class.getResourceAsStream("diseases.tsv");
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.startsWith("#")).map(Disease::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Disease parse(String line) {
    String[] cells = line.split("\t", -1);
    return new Disease(
        cells[0],
        cells[1],
        List.of(cells[2].split(";")),
        List.of(cells[3].split(";")),
        Term.parse(cells[4]),
        Term.parse(cells[5]),
        Stream.of(cells[6].split(";")).map(Term::parse).toList());
  }
}
