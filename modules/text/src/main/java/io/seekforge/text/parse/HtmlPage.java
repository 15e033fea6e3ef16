package io.seekforge.text.parse;

import java.io.IOException;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** A web page as a document: its main text; title, address, language and date as it states them. */
final class HtmlPage {
  private HtmlPage() {}

  static RecordFields read(byte[] bytes, SourceFile file) throws IOException, RejectedException {
    Document page = Jsoup.parse(HtmlCharset.decode(bytes, file.source().encoding()));
    RecordFields fields = new RecordFields();
    fields.put("title", title(page));
    fields.put("url", first(page, "link[rel=canonical]", "href"));
    fields.put("url", first(page, "meta[property=og:url]", "content"));
    fields.put("lang", page.select("html").attr("lang"));
    fields.put("created", first(page, "meta[property=article:published_time]", "content"));
    fields.put("license", licence(page));
    return fields.put(RecordFields.TEXT, MainContent.of(page));
  }

  private static String title(Document page) {
    String stated = first(page, "meta[property=og:title]", "content");
    return stated.isEmpty() ? page.title() : stated;
  }

  private static String licence(Document page) {
    String address = first(page, "a[rel~=license], link[rel=license]", "href");
    return address.isEmpty() ? "" : LicenceName.of(address, "");
  }

  private static String first(Document page, String query, String attribute) {
    Element found = page.selectFirst(query);
    return found == null ? "" : found.attr(attribute);
  }
}
