package io.seekforge.corpus.pack;

import io.seekforge.api.Document;
import io.seekforge.api.LedgerEntry;
import io.seekforge.api.Message;
import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.PackSection;
import io.seekforge.corpus.DocumentTable;
import io.seekforge.corpus.LedgerTable;
import io.seekforge.corpus.ShardTable;
import io.seekforge.text.pack.DocumentTokenizer;
import io.seekforge.text.pack.TokenizedDocument;
import io.seekforge.text.template.ChatTemplate;
import io.seekforge.text.tokenize.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Tokenizes documents: pieces to pack, ledger entries for what does not fit, and evaluation cases.
 * Runs in tasks.
 */
final class TokenizeTask implements MapPartitionsFunction<Row, Row> {
  static final String PIECES = "pieces";
  static final String ENTRIES = "entries";
  static final String CASES = "cases";

  private static final StructType SCHEMA =
      new StructType()
          .add(PIECES, DataTypes.createArrayType(TokenRow.SCHEMA))
          .add(ENTRIES, DataTypes.createArrayType(LedgerTable.SCHEMA))
          .add(CASES, DataTypes.createArrayType(ShardTable.CASES));

  static final Encoder<Row> ENCODER = Encoders.row(SCHEMA);

  private static final String STAGE = "pack";
  private static final long serialVersionUID = 1L;

  private final String tokenizerFolder;
  private final PackSection settings;

  TokenizeTask(String tokenizerFolder, PackSection settings) {
    this.tokenizerFolder = tokenizerFolder;
    this.settings = settings;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    Tokenizer tokenizer = Tokenizer.load(Path.of(tokenizerFolder));
    // The rows are read lazily: the native tokenizer may go only when the task does.
    TaskContext.get()
        .addTaskCompletionListener((TaskCompletionListener) context -> tokenizer.close());
    DocumentTokenizer documents =
        new DocumentTokenizer(
            tokenizer,
            ChatTemplate.of(settings.template(), tokenizer),
            settings.loss().equals("all"));
    Iterable<Row> all = () -> rows;
    return StreamSupport.stream(all.spliterator(), false)
        .map(row -> outcome(documents, DocumentTable.document(row)))
        .iterator();
  }

  private Row outcome(DocumentTokenizer tokenizer, Document document) {
    List<LedgerEntry> entries = new ArrayList<>();
    TokenizedDocument tokens;
    try {
      tokens = tokenizer.tokenize(document);
    } catch (SeekforgeException e) {
      return refused(document, e.getMessage());
    }
    List<TokenizedDocument> pieces = pieces(tokens, document, entries);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      rows.add(TokenRow.row(document.split(), document.source(), i, pieces.get(i)));
    }
    List<Row> cases = new ArrayList<>();
    if (!document.split().equals("train")) {
      addCase(tokenizer, document, cases, entries);
    }
    return RowFactory.create(
        rows.toArray(Row[]::new),
        entries.stream().map(LedgerTable::row).toArray(Row[]::new),
        cases.toArray(Row[]::new));
  }

  /** A conversation that the template refuses, for example for the order of its roles. */
  private static Row refused(Document document, String why) {
    LedgerEntry entry =
        new LedgerEntry(
            document.id(), STAGE, LedgerEntry.Action.DROP, "not_renderable", "", "", "", why);
    return RowFactory.create(new Row[0], new Row[] {LedgerTable.row(entry)}, new Row[0]);
  }

  private List<TokenizedDocument> pieces(
      TokenizedDocument tokens, Document document, List<LedgerEntry> entries) {
    int limit = settings.sequenceLength();
    String length = Integer.toString(tokens.length());
    List<TokenizedDocument> pieces;
    if (tokens.length() <= limit) {
      pieces = List.of(tokens);
    } else if (settings.tooLong().equals("drop")) {
      entries.add(LedgerEntry.drop(document.id(), STAGE, "too_long", length, "" + limit));
      return List.of();
    } else if (document.messages().isEmpty()) {
      pieces = tokens.pieces(limit);
      entries.add(
          LedgerEntry.rewrite(
              document.id(), STAGE, "too_long_split", length, "pieces=" + pieces.size()));
    } else {
      pieces = List.of(tokens.cut(limit));
      entries.add(
          LedgerEntry.rewrite(document.id(), STAGE, "too_long_cut", length, "kept=" + limit));
    }
    if (pieces.stream().allMatch(piece -> piece.labelTokens() == 0)) {
      entries.clear();
      entries.add(LedgerEntry.drop(document.id(), STAGE, "no_label_tokens", length, "" + limit));
      return List.of();
    }
    return pieces;
  }

  private void addCase(
      DocumentTokenizer tokenizer, Document document, List<Row> cases, List<LedgerEntry> entries) {
    List<Message> turns = document.messages();
    if (turns.size() < 2 || !turns.get(turns.size() - 1).role().equals("assistant")) {
      return;
    }
    List<Message> before = turns.subList(0, turns.size() - 1);
    int[] prompt = tokenizer.promptIds(turns);
    if (prompt.length >= settings.sequenceLength()) {
      entries.add(
          new LedgerEntry(
              document.id(),
              STAGE,
              LedgerEntry.Action.KEEP,
              "case_prompt_too_long",
              "" + prompt.length,
              "" + settings.sequenceLength(),
              "",
              "scored by loss only"));
      return;
    }
    cases.add(
        RowFactory.create(
            document.id(),
            document.split(),
            TokenRow.boxed(prompt),
            before.get(before.size() - 1).content(),
            turns.get(turns.size() - 1).content()));
  }
}
