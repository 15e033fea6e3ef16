package io.seekforge.corpus;

import io.seekforge.api.Document;
import io.seekforge.api.LedgerEntry;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.NormalizeSection;
import io.seekforge.text.chinese.ChineseConverter;
import io.seekforge.text.chinese.ChineseScript;
import io.seekforge.text.chinese.ConvertedText;
import io.seekforge.text.terms.Glossary;
import io.seekforge.text.terms.Mention;
import io.seekforge.text.terms.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings a document to one Chinese script, if wanted, and its terms to their canonical form; one
 * ledger entry for the script and for each term. Places are those after the conversion.
 */
final class TermRule implements DocumentPass.Rule {
  private static final String STAGE = StageName.NORMALIZE.word();
  private static final long serialVersionUID = 1L;

  private final ArrayList<Term> terms;
  private final NormalizeSection section;
  private transient volatile Glossary glossary;
  private transient volatile ChineseConverter converter;

  TermRule(List<Term> terms, NormalizeSection section) {
    this.terms = new ArrayList<>(terms);
    this.section = section;
  }

  @Override
  public Outcome apply(Document document) {
    List<LedgerEntry> entries = new ArrayList<>();
    Document rewritten =
        Turns.rewritten(
            document,
            (text, turn) -> {
              String where = turn == Turns.NO_TURN ? "" : " message=" + turn;
              return rewrite(document.id(), text, where, entries);
            });
    return Outcome.kept(entries.isEmpty() ? document : rewritten, entries);
  }

  private String rewrite(String id, String original, String where, List<LedgerEntry> entries) {
    String text = original;
    if (!section.chinese().equals("none")) {
      ConvertedText converted = converter().convert(original);
      text = converted.text();
      if (!converted.edits().isEmpty()) {
        String rule = "chinese_" + section.chinese();
        String value = Integer.toString(converted.edits().size());
        entries.add(LedgerEntry.rewrite(id, STAGE, rule, value, where.strip()));
      }
    }
    return withTerms(id, text, where, entries);
  }

  private String withTerms(String id, String text, String where, List<LedgerEntry> entries) {
    StringBuilder out = new StringBuilder();
    int copied = 0;
    for (Mention mention : glossary().find(text)) {
      String surface = text.substring(mention.start(), mention.end());
      Term term = mention.term();
      if (!surface.equals(term.canonical())) {
        out.append(text, copied, mention.start()).append(term.canonical());
        copied = mention.end();
        String detail =
            "surface=%s offset=%d concept=%s glossary=%s%s"
                .formatted(surface, mention.start(), term.concept(), term.glossary(), where);
        entries.add(LedgerEntry.rewrite(id, STAGE, "term", term.canonical(), detail));
      }
    }
    return out.append(text, copied, text.length()).toString();
  }

  /** The automaton is built once in each task: it is larger than the terms it is built from. */
  private Glossary glossary() {
    Glossary built = glossary;
    if (built == null) {
      synchronized (this) {
        if (glossary == null) {
          glossary = new Glossary(terms, section.foldChinese());
        }
        built = glossary;
      }
    }
    return built;
  }

  private ChineseConverter converter() {
    ChineseConverter built = converter;
    if (built == null) {
      synchronized (this) {
        if (converter == null) {
          converter = ChineseScript.of(section.chinese()).converter();
        }
        built = converter;
      }
    }
    return built;
  }
}
