package io.seekforge.text.parse;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A JATS article as a document: title, abstract and sections; DOI (else PMC id, PMID, publisher's
 * id) as key; licence, date, journal and ids as they stand.
 */
final class JatsArticle {
  static final String ELEMENT = "article";

  private JatsArticle() {}

  static Parsed read(XmlNode article, SourceFile file, long position) throws RejectedException {
    XmlNode front = article.child("front");
    XmlNode meta = front == null ? null : front.child("article-meta");
    if (meta == null) {
      throw new RejectedException(Reason.MISSING_FIELD, "the article has no article-meta");
    }
    String title = JatsText.line(meta.at("title-group", "article-title"));
    RecordFields fields = new RecordFields();
    fields.put("title", title);
    fields.put("journal", journal(front));
    fields.put("article_type", article.attribute("article-type"));
    fields.put("lang", article.attribute("xml:lang"));
    fields.put("license", licence(meta));
    fields.put("created", date(meta));
    fields.put("sections", sections(article));
    putIds(meta, fields);
    String text = text(title, meta, article);
    if (text.isBlank()) {
      throw new RejectedException(Reason.MISSING_FIELD, "the article has no text");
    }
    return file.document(text, List.of(), fields.key(), position, fields.others());
  }

  private static String text(String title, XmlNode meta, XmlNode article) {
    Blocks blocks = new Blocks().lines(title);
    for (XmlNode part : meta.children("abstract")) {
      if (!"graphical".equals(part.attribute("abstract-type"))) {
        blocks.lines(part.child("title") == null ? "Abstract" : "").lines(JatsText.of(part));
      }
    }
    XmlNode body = article.child("body");
    return blocks.lines(body == null ? "" : JatsText.of(body)).toString();
  }

  private static void putIds(XmlNode meta, RecordFields fields) {
    for (XmlNode id : meta.children("article-id")) {
      String type = id.attribute("pub-id-type");
      if (type != null) {
        fields.put(type.equals("pmcid") ? "pmc" : type.replace('-', '_'), id.line());
      }
    }
    var ids = fields.others();
    for (String type : List.of("publisher_id", "pmid", "pmc", "doi")) {
      fields.put(RecordFields.KEY, ids.get(type));
    }
    if (ids.containsKey("doi")) {
      fields.put("url", "https://doi.org/" + ids.get("doi"));
    }
  }

  private static String journal(XmlNode front) {
    XmlNode journal = front.child("journal-meta");
    if (journal == null) {
      return "";
    }
    XmlNode grouped = journal.at("journal-title-group", "journal-title");
    return XmlNode.lineOf(grouped == null ? journal.child("journal-title") : grouped);
  }

  private static String licence(XmlNode meta) {
    XmlNode licence = meta.at("permissions", "license");
    if (licence == null) {
      return LicenceName.of("", XmlNode.lineOf(meta.child("copyright-statement")));
    }
    String address = licence.attribute("xlink:href");
    if (address == null && !licence.descendants("ext-link").isEmpty()) {
      address = licence.descendants("ext-link").get(0).attribute("xlink:href");
    }
    return LicenceName.of(address == null ? "" : address, licence.line());
  }

  /** The electronic publication's date, else the first. */
  private static String date(XmlNode meta) {
    List<XmlNode> dates = meta.children("pub-date");
    return dates.stream()
        .filter(date -> "epub".equals(date.attribute("pub-type")))
        .findFirst()
        .or(() -> dates.stream().findFirst())
        .map(
            date ->
                StatedDate.of(
                    XmlNode.lineOf(date.child("year")),
                    XmlNode.lineOf(date.child("month")),
                    XmlNode.lineOf(date.child("day"))))
        .orElse("");
  }

  private static String sections(XmlNode article) {
    XmlNode body = article.child("body");
    if (body == null) {
      return "";
    }
    return body.children("sec").stream()
        .map(section -> JatsText.line(section.child("title")))
        .filter(title -> !title.isEmpty())
        .collect(Collectors.joining(" | "));
  }
}
