package io.seekforge.text.parse;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A citation of a PubMed record set as a document: title and abstract with its labelled parts; PMID
 * as key.
 */
final class PubmedCitation {
  static final Set<String> ELEMENTS = Set.of("PubmedArticle", "PubmedBookArticle");

  private PubmedCitation() {}

  static Parsed read(XmlNode record, SourceFile file, long position) throws RejectedException {
    XmlNode citation = record.child("MedlineCitation");
    XmlNode book = record.child("BookDocument");
    XmlNode article = citation == null ? book : citation.child("Article");
    if (article == null) {
      throw new RejectedException(Reason.MISSING_FIELD, "the citation has no article");
    }
    RecordFields fields = new RecordFields();
    fields.put(
        RecordFields.KEY, XmlNode.lineOf((citation == null ? book : citation).child("PMID")));
    fields.put("pmid", fields.key());
    fields.put("url", "https://pubmed.ncbi.nlm.nih.gov/" + fields.key() + "/");
    String title = JatsText.line(article.child("ArticleTitle"));
    fields.put("title", title);
    fields.put("journal", XmlNode.lineOf(article.at("Journal", "Title")));
    fields.put("lang", language(XmlNode.lineOf(article.child("Language"))));
    fields.put("created", date(article));
    fields.put("publication_types", names(article.descendants("PublicationType")));
    fields.put("mesh", names(record.descendants("DescriptorName")));
    putIds(record, article, fields);
    String text = new Blocks().lines(title).lines(summary(article)).toString();
    if (text.isBlank()) {
      throw new RejectedException(Reason.MISSING_FIELD, "the citation has no title or abstract");
    }
    return file.document(text, List.of(), fields.key(), position, fields.others());
  }

  private static String summary(XmlNode article) {
    XmlNode summary = article.child("Abstract");
    Blocks blocks = new Blocks();
    if (summary != null) {
      for (XmlNode part : summary.children("AbstractText")) {
        String label = part.attribute("Label");
        String line = joined(part);
        blocks.lines(label == null || line.isEmpty() ? line : label + ": " + line);
      }
    }
    return blocks.toString();
  }

  /** Indented XML breaks lines before a subscript, where no space belongs. */
  private static String joined(XmlNode part) {
    StringBuilder line = new StringBuilder();
    for (XmlNode child : part.children()) {
      boolean script = child.is("sub") || child.is("sup");
      String before = line.toString().stripTrailing();
      if (script && line.indexOf("\n", before.length()) >= 0) {
        line.setLength(before.length());
      }
      line.append(script ? child.text().strip() : child.text());
    }
    return Blocks.collapse(line.toString());
  }

  private static void putIds(XmlNode record, XmlNode article, RecordFields fields) {
    for (XmlNode id : article.children("ELocationID")) {
      fields.put(String.valueOf(id.attribute("EIdType")), id.line());
    }
    XmlNode list = record.at("PubmedData", "ArticleIdList");
    if (list != null) {
      for (XmlNode id : list.children("ArticleId")) {
        String type = String.valueOf(id.attribute("IdType"));
        if (type.equals("doi") || type.equals("pmc")) {
          fields.put(type, id.line());
        }
      }
    }
  }

  private static String date(XmlNode article) {
    XmlNode date = article.at("Journal", "JournalIssue", "PubDate");
    if (date == null) {
      return "";
    }
    String year = XmlNode.lineOf(date.child("Year"));
    String medline = XmlNode.lineOf(date.child("MedlineDate"));
    return StatedDate.of(
        year.isEmpty() && medline.length() >= 4 ? medline.substring(0, 4) : year,
        XmlNode.lineOf(date.child("Month")),
        XmlNode.lineOf(date.child("Day")));
  }

  /** The two-letter code of MEDLINE's three-letter one, where there is one. */
  private static String language(String code) {
    for (String two : Locale.getISOLanguages()) {
      Locale locale = new Locale.Builder().setLanguage(two).build();
      if (locale.getISO3Language().equals(code)) {
        return two;
      }
    }
    return switch (code) {
      case "chi" -> "zh";
      case "ger" -> "de";
      case "fre" -> "fr";
      case "dut" -> "nl";
      case "cze" -> "cs";
      case "gre" -> "el";
      case "per" -> "fa";
      case "rum" -> "ro";
      case "slo" -> "sk";
      default -> code;
    };
  }

  private static String names(List<XmlNode> nodes) {
    return nodes.stream().map(XmlNode::line).distinct().collect(Collectors.joining(" | "));
  }
}
