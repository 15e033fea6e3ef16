package io.seekforge.text.parse;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which parser reads which file. */
final class Formats {
  private static final Map<String, String> BY_ENDING =
      Map.ofEntries(
          Map.entry("jsonl", "jsonl"),
          Map.entry("ndjson", "jsonl"),
          Map.entry("json", "json"),
          Map.entry("csv", "csv"),
          Map.entry("tsv", "tsv"),
          Map.entry("tab", "tsv"),
          Map.entry("txt", "text"),
          Map.entry("text", "text"),
          Map.entry("md", "markdown"),
          Map.entry("markdown", "markdown"),
          Map.entry("html", "html"),
          Map.entry("htm", "html"),
          Map.entry("xhtml", "html"),
          Map.entry("nxml", "jats"),
          Map.entry("xml", "xml"),
          Map.entry("warc", "warc"),
          Map.entry("pdf", "pdf"),
          Map.entry("parquet", "parquet"));

  private Formats() {}

  /** The format of a file: what the source says, or else what the file's name ends in. */
  static String format(SourceFile file) throws RejectedException {
    if (!file.source().format().equals("auto")) {
      return file.source().format();
    }
    String format = BY_ENDING.get(ending(file.name()));
    if (format == null) {
      throw new RejectedException(
          Reason.UNKNOWN_FORMAT,
          "the name does not say the format; name it as format of the source");
    }
    return format;
  }

  /**
   * The parser of a file.
   *
   * @param start its first bytes, which tell PDF where the name tells nothing
   */
  static RecordParser parser(SourceFile file, byte[] start) throws RejectedException {
    boolean nameless = file.source().format().equals("auto") && !isNamed(file);
    String format = nameless && PdfParser.begins(start) ? "pdf" : format(file);
    return switch (format) {
      case "jsonl" -> new JsonLinesParser();
      case "json" -> new JsonFileParser();
      case "csv" -> new DelimitedParser(',');
      case "tsv" -> new DelimitedParser('\t');
      case "jats" -> new XmlParser(Set.of(JatsArticle.ELEMENT), JatsArticle::read);
      case "pubmed" -> new XmlParser(PubmedCitation.ELEMENTS, PubmedCitation::read);
      case "xml" -> xml(file);
      case "html" -> new WholeFileParser(HtmlPage::read);
      case "markdown" -> new WholeFileParser(MarkdownText::read);
      case "warc" -> new WarcParser();
      case "edgar" -> new EdgarParser();
      case "pdf" -> new PdfParser();
      case "text" -> new WholeFileParser(WholeFileParser::text);
      default ->
          throw new RejectedException(
              Reason.UNKNOWN_FORMAT,
              "the format " + format + " is not read from a stream of bytes");
    };
  }

  private static boolean isNamed(SourceFile file) {
    return BY_ENDING.containsKey(ending(file.name()));
  }

  /** Without a record element, a name in .xml says no more than that it is some XML. */
  private static RecordParser xml(SourceFile file) throws RejectedException {
    boolean guessed = file.source().format().equals("auto") && file.source().record().isBlank();
    return guessed ? XmlParser.literature() : XmlParser.byPaths(file);
  }

  /** The last ending of a name, without that of a compression. */
  private static String ending(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|bz2|zst|lz4|snappy)$", "");
    return plain.substring(plain.lastIndexOf('.') + 1);
  }
}
