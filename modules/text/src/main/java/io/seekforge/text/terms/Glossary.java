package io.seekforge.text.terms;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the terms of one or several glossaries in a text: leftmost-longest, case, width and, if
 * wanted, Chinese script folded, on word boundaries for scripts that have words, anywhere for
 * scripts without (Han). Safe for use by several threads.
 */
public final class Glossary {
  private static final Comparator<Mention> LEFTMOST_LONGEST =
      Comparator.comparingInt(Mention::start)
          .thenComparing(Comparator.comparingInt(Mention::length).reversed());

  private final List<Term> terms = new ArrayList<>();
  private final List<Integer> lengths = new ArrayList<>();
  private final List<Conflict> conflicts = new ArrayList<>();
  private final Automaton automaton = new Automaton();
  private final FoldTable fold;

  /**
   * A variant that two glossaries, or two concepts of one, bring to different terms.
   *
   * @param variant what is looked for
   * @param used the term that holds: the earlier one
   * @param ignored the later one
   */
  public record Conflict(String variant, Term used, Term ignored) {}

  /**
   * Folds case and width.
   *
   * @param terms in falling rank
   */
  public Glossary(List<Term> terms) {
    this(terms, false);
  }

  /**
   * @param terms in falling rank
   * @param foldChinese whether simplified and traditional characters match each other
   */
  public Glossary(List<Term> terms, boolean foldChinese) {
    fold = foldChinese ? FoldTable.chinese() : FoldTable.plain();
    for (Term term : withCanonicals(terms)) {
      FoldedCharacters folded = FoldedCharacters.of(term.variant(), fold);
      if (folded.size() == 0) {
        continue;
      }
      int holds = automaton.add(folded, this.terms.size());
      if (holds < this.terms.size()) {
        addConflict(this.terms.get(holds), term);
      } else {
        this.terms.add(term);
        lengths.add(folded.size());
      }
    }
    automaton.finish(fold);
  }

  /** Variants that stand for different terms; the earlier one is used. */
  public List<Conflict> conflicts() {
    return List.copyOf(conflicts);
  }

  /** Number of different variants. */
  public int size() {
    return terms.size();
  }

  /**
   * All mentions of terms in a text, ascending, none overlapping another; those already canonical
   * included.
   */
  public List<Mention> find(String text) {
    FoldedCharacters folded = FoldedCharacters.of(text, fold);
    List<Mention> found = new ArrayList<>();
    int state = 0;
    for (int i = 0; i < folded.size(); i++) {
      state = automaton.step(state, folded.at(i), joined(folded, i));
      for (int out = automaton.firstOutput(state); out != 0; out = automaton.nextOutput(out)) {
        addMention(text, folded, i + 1, automaton.patternAt(out), found);
      }
    }
    return leftmostLongest(found);
  }

  private void addMention(
      String text, FoldedCharacters folded, int end, int pattern, List<Mention> found) {
    int start = end - lengths.get(pattern);
    if (!folded.startsOriginal(start)
        || !folded.startsOriginal(end)
        || joined(folded, start)
        || joined(folded, end)) {
      return;
    }
    Term term = terms.get(pattern);
    int from = folded.start(start);
    int to = folded.start(end);
    if (term.foldCase() || text.substring(from, to).equals(term.variant())) {
      found.add(new Mention(from, to, term));
    }
  }

  /**
   * Whether a word goes on over the place: two letters or digits of scripts with words side by
   * side.
   */
  private boolean joined(FoldedCharacters folded, int place) {
    return place > 0 && place < folded.size() && fold.joins(folded.at(place - 1), folded.at(place));
  }

  private static List<Mention> leftmostLongest(List<Mention> found) {
    found.sort(LEFTMOST_LONGEST);
    List<Mention> chosen = new ArrayList<>();
    int free = 0;
    for (Mention mention : found) {
      if (mention.start() >= free) {
        chosen.add(mention);
        free = mention.end();
      }
    }
    return chosen;
  }

  private void addConflict(Term used, Term ignored) {
    if (!used.canonical().equals(ignored.canonical())) {
      conflicts.add(new Conflict(ignored.variant(), used, ignored));
    }
  }

  /** Canonical terms are found too, so that a shorter variant inside one is left alone. */
  private static List<Term> withCanonicals(List<Term> terms) {
    Map<String, Term> canonicals = new LinkedHashMap<>();
    Set<Term> all = new LinkedHashSet<>(terms);
    for (Term term : terms) {
      canonicals.putIfAbsent(
          term.canonical(),
          new Term(term.concept(), term.canonical(), term.canonical(), term.glossary(), true));
    }
    all.addAll(canonicals.values());
    return List.copyOf(all);
  }
}
