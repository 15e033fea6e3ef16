package io.seekforge.text.parse;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;

/**
 * Text of one document of a filing, HTML (inline XBRL included) or plain. Fills the header with
 * what only the document itself says. References {@code &#128;}–{@code &#159;} are windows-1252
 * characters, as in HTML5; hidden XBRL facts are no text.
 */
final class EdgarText {
  /** Not by tables: plain text filings have an SGML tag of that name. */
  private static final Pattern HTML =
      Pattern.compile("<(?:html|body|div|p|font|br|center)[\\s>/]", Pattern.CASE_INSENSITIVE);

  private static final Pattern SGML =
      Pattern.compile("</?(?:PAGE|TABLE|CAPTION|S|C|FN|F\\d+)>", Pattern.CASE_INSENSITIVE);
  private static final Pattern CHARTER =
      Pattern.compile(
          "([^\\n]+)\\n+\\(?\\s*exact name of (?:the )?(?:registrant|issuer)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern REPORT_DATE =
      Pattern.compile(
          "date of (?:report|earliest event)[\\s\\S]{0,150}?([A-Z][a-z]{2,8}\\.? +\\d{1,2}, ?\\d{4})",
          Pattern.CASE_INSENSITIVE);

  /** Older forms put the label below the date. */
  private static final Pattern DATE_ABOVE =
      Pattern.compile(
          "([A-Z][a-z]{2,8}\\.? +\\d{1,2}, ?\\d{4})[\\s_-]*\\(?\\s*date of (?:report|earliest event)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern FORM =
      Pattern.compile("form\\s+(\\d{1,2}-[KQF](?:SB)?(?:/A)?)", Pattern.CASE_INSENSITIVE);
  private static final int START_CHARS = 20_000;

  /** Names of inline XBRL's cover page (SEC's dei taxonomy) and of our metadata. */
  private static final Map<String, String> FACTS =
      Map.of(
          "dei:DocumentType", "form_type",
          "dei:EntityRegistrantName", "company",
          "dei:EntityCentralIndexKey", "cik",
          "dei:DocumentPeriodEndDate", "period");

  private static final String HIDDEN =
      "ix|header, ix|hidden, [style~=(?i)display\\s*:\\s*none], [hidden]";

  private EdgarText() {}

  static String read(String content, EdgarHeader header) {
    String start = content.substring(0, Math.min(content.length(), START_CHARS));
    String text = HTML.matcher(start).find() ? html(content, header) : plain(content);
    String cover = text.substring(0, Math.min(text.length(), START_CHARS));
    header.putIfAbsent("company", found(CHARTER, cover));
    header.putIfAbsent("period", StatedDate.of(found(DATE_ABOVE, cover)));
    header.putIfAbsent("period", StatedDate.of(found(REPORT_DATE, cover)));
    header.putIfAbsent("form_type", found(FORM, cover).toUpperCase(Locale.ROOT));
    return text;
  }

  private static String html(String content, EdgarHeader header) {
    Document page = Jsoup.parse(content);
    FACTS.forEach(
        (fact, name) -> {
          Element element = page.selectFirst("[name=" + fact + "]");
          header.putIfAbsent(name, element == null ? "" : element.text());
        });
    Set<Element> hidden = Collections.newSetFromMap(new IdentityHashMap<>());
    hidden.addAll(page.select(HIDDEN));
    page.select("[style*=ingdings], [face*=ingdings], [style*=Symbol], [face*=Symbol]")
        .forEach(EdgarText::readSymbols);
    return HtmlText.of(page.body(), hidden);
  }

  private static void readSymbols(Element element) {
    List<TextNode> texts = element.textNodes();
    for (TextNode text : texts) {
      text.text(SymbolFont.read(text.getWholeText()));
    }
  }

  private static String plain(String content) {
    String text = SGML.matcher(content).replaceAll("");
    return Parser.unescapeEntities(text, false).strip();
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1).strip() : "";
  }
}
