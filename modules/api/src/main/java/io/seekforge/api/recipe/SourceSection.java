package io.seekforge.api.recipe;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One source of raw documents.
 *
 * <p>{@code fields} maps a role to the column, JSON key (dots go deeper) or, for {@code xml}, the
 * path below the record element ({@code Question}, {@code @qid}, {@code ../../@url}). Roles: {@code
 * text} for plain documents; {@code prompt}, {@code completion} and {@code system} for instruction
 * data; {@code messages} for conversations (OpenAI or ShareGPT form); {@code key}, {@code url},
 * {@code lang}, {@code license}, {@code created}; any other role is kept as metadata. Without
 * {@code fields} the well-known forms are recognised: text, Alpaca, ShareGPT, messages,
 * prompt/completion. A value with paths in braces is a template; {@code docs/guide/collect.md} has
 * the whole of it.
 */
public record SourceSection(
    @Key(doc = "Name of the source, kept in every document.") String name,
    @Key(doc = "File, folder, glob or URI.", path = true) String path,
    @Key(
            doc =
                "jsonl, json, csv, tsv, parquet, text, markdown, html, pdf, jats, pubmed, edgar, warc, xml, or auto (by file name).",
            def = "auto")
        String format,
    @Key(doc = "Character set of text formats, for example UTF-8 or GB18030.", def = "UTF-8")
        String encoding,
    @Key(doc = "Role to column, JSON key or XML path.", def = "") Map<String, String> fields,
    @Key(
            doc =
                "For xml: name of the element that is one record. For json: key of the list of records (dots go deeper). For edgar: item splits 8-K and 10-K into their items. For pdf: page makes each page a document.",
            def = "")
        String record,
    @Key(
            doc = "Roles that must not be empty; records without them are skipped into quarantine.",
            def = "")
        List<String> require,
    @Key(doc = "Licence of the source, kept in every document.", def = "") String license,
    @Key(doc = "Language of the source if the records do not say, as BCP 47 tag.", def = "")
        String lang,
    @Key(doc = "Which split the documents are forced into: empty, train, valid or test.", def = "")
        String split,
    @Key(doc = "Rank of trust in deduplication: the higher is kept.", def = "0") int trust,
    @Key(doc = "Read at most this many files (in path order), 0 for all.", def = "0") int maxFiles)
    implements Serializable {
  /** All formats, {@code auto} first. */
  public static final List<String> FORMATS =
      List.of(
          "auto",
          "jsonl",
          "json",
          "csv",
          "tsv",
          "parquet",
          "text",
          "markdown",
          "html",
          "pdf",
          "jats",
          "pubmed",
          "edgar",
          "warc",
          "xml");

  public SourceSection {
    Check.named("name", name);
    Check.named("path", path);
    Check.oneOf("format", format, FORMATS);
    if (!java.nio.charset.Charset.isSupported(encoding)) {
      throw new IllegalArgumentException(
          "Invalid encoding: \"" + encoding + "\" (no such character set)");
    }
    if (format.equals("pdf")) {
      Check.oneOf("record", record, List.of("", "page"));
    }
    Check.oneOf("split", split, List.of("", "train", "valid", "test"));
    Check.atLeast("max-files", maxFiles, 0);
    fields = new TreeMap<>(fields);
    require = List.copyOf(require);
  }
}
