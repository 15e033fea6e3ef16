package io.seekforge.corpus;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.NormalizeSection;
import io.seekforge.api.recipe.NormalizeSection.GlossarySection;
import io.seekforge.text.terms.GlossaryFile;
import io.seekforge.text.terms.Term;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The terms of a recipe's glossaries, from any Hadoop file system. */
final class GlossaryFiles {
  private GlossaryFiles() {}

  /** Paths of all glossaries. */
  static List<String> paths(NormalizeSection section) {
    return section.glossaries().stream().map(GlossarySection::path).toList();
  }

  /** Terms of all glossaries, in the recipe's order. */
  static List<Term> read(NormalizeSection section, Configuration hadoop) {
    List<Term> terms = new ArrayList<>();
    for (GlossarySection glossary : section.glossaries()) {
      terms.addAll(read(glossary, hadoop));
    }
    return terms;
  }

  private static List<Term> read(GlossarySection section, Configuration hadoop) {
    Path path = new Path(section.path());
    try (InputStream bytes = path.getFileSystem(hadoop).open(path)) {
      return GlossaryFile.read(bytes, section);
    } catch (IOException e) {
      throw new SeekforgeException(
          "Cannot read glossary " + section.path() + ": " + e.getMessage(), e);
    }
  }
}
