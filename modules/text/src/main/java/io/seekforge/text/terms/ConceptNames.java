package io.seekforge.text.terms;

import io.seekforge.api.recipe.NormalizeSection.GlossarySection;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The names of one concept in several languages, of which one is canonical. */
final class ConceptNames {
  private record Name(String language, String text) {}

  private final String concept;
  private final List<Name> names = new ArrayList<>();

  ConceptNames(String concept) {
    this.concept = concept;
  }

  void add(String language, String text) {
    String stripped = text.strip();
    if (!stripped.isEmpty()) {
      names.add(new Name(language, stripped));
    }
  }

  /**
   * One term a name. Canonical is the first name in the recipe's language, or the first of all if
   * it has none or the recipe names none.
   */
  List<Term> terms(GlossarySection section) {
    if (names.isEmpty()) {
      return List.of();
    }
    String canonical =
        names.stream()
            .filter(name -> speaks(name.language(), section.canonicalLang()))
            .findFirst()
            .orElse(names.get(0))
            .text();
    Set<String> variants = new LinkedHashSet<>();
    names.forEach(name -> variants.add(name.text()));
    return variants.stream()
        .map(variant -> new Term(concept, canonical, variant, section.path(), section.foldCase()))
        .toList();
  }

  /** Whether a language tag is the wanted one or narrower: zh_CN is zh. */
  private static boolean speaks(String tag, String wanted) {
    String language = tag.toLowerCase(Locale.ROOT).replace('_', '-');
    String plain = wanted.toLowerCase(Locale.ROOT).replace('_', '-');
    return language.equals(plain) || language.startsWith(plain + "-");
  }
}
