package io.seekforge.text.parse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.parser.Parser;

/**
 * Markdown (CommonMark with GitHub's tables) as readable text: marks go, structure stays. Headings
 * are lines of their own, list items keep their dash or number, code stands as it is, table cells
 * stand between bars. A YAML front matter is no text; its title is kept.
 */
final class MarkdownText {
  private static final Pattern HEADING = Pattern.compile("\\s{0,3}#{1,6}\\s+(.*?)(?:\\s+#+)?\\s*");
  private static final Pattern UNDERLINE = Pattern.compile("\\s{0,3}(?:=+|-{2,})\\s*");
  private static final Pattern RULE = Pattern.compile("\\s{0,3}([-*_])(?:\\s*\\1){2,}\\s*");
  private static final Pattern BULLET = Pattern.compile("(\\s*)[*+-]\\s+(?:\\[[ xX]]\\s+)?(.*)");
  private static final Pattern FENCE = Pattern.compile("\\s{0,3}(`{3,}|~{3,}).*");
  private static final Pattern QUOTE = Pattern.compile("\\s{0,3}(?:>\\s?)+(.*)");
  private static final Pattern DEFINITION = Pattern.compile("\\s{0,3}\\[[^\\]]+]:\\s+\\S+.*");
  private static final Pattern TABLE_LINE =
      Pattern.compile("\\s*\\|?\\s*:?-+:?\\s*(?:\\|\\s*:?-+:?\\s*)*\\|?\\s*");

  private static final Pattern CODE = Pattern.compile("(`+)(.+?)\\1");
  private static final Pattern IMAGE_OR_LINK =
      Pattern.compile("!?\\[([^\\[\\]]*)](?:\\([^()\\s]*(?:\\s+\"[^\"]*\")?\\)|\\[[^\\[\\]]*])");
  private static final Pattern ADDRESS = Pattern.compile("<((?:https?|mailto):[^<>\\s]+)>");
  private static final Pattern TAG = Pattern.compile("</?[A-Za-z][^<>]*>|<!--.*?-->");
  private static final Pattern STRONG = Pattern.compile("(\\*\\*|__)(?=\\S)(.+?)(?<=\\S)\\1");
  private static final Pattern STARRED = Pattern.compile("\\*(?=\\S)([^*]+?)(?<=\\S)\\*");
  private static final Pattern UNDERSCORED =
      Pattern.compile("(?<![\\w_])_(?=\\S)([^_]+?)(?<=\\S)_(?![\\w_])");
  private static final Pattern STRUCK = Pattern.compile("~~(?=\\S)(.+?)(?<=\\S)~~");
  private static final Pattern ESCAPE = Pattern.compile("\\\\([!-/:-@\\[-`{-~])");

  /** Longer lines stay as they are: looking for pairs of marks costs the square of the length. */
  private static final int LONGEST_MARKED = 10_000;

  private final List<String> lines = new ArrayList<>();
  private String title = "";
  private String fence = "";

  private MarkdownText() {}

  static RecordFields read(byte[] bytes, SourceFile file) throws IOException, RejectedException {
    String content = TextDecoder.decode(bytes, file.source().encoding());
    MarkdownText text = new MarkdownText();
    String body = text.frontMatter(content.replace("\r\n", "\n"));
    body.lines().forEach(text::line);
    String joined = String.join("\n", text.lines).replaceAll("\n{3,}", "\n\n").strip();
    return new RecordFields().put("title", text.title).put(RecordFields.TEXT, joined);
  }

  private String frontMatter(String content) {
    int end = content.startsWith("---\n") ? content.indexOf("\n---\n", 3) : -1;
    if (end < 0) {
      return content;
    }
    Matcher stated =
        Pattern.compile("(?m)^title:\\s*[\"']?(.+?)[\"']?\\s*$").matcher(content.substring(0, end));
    title = stated.find() ? stated.group(1) : "";
    return content.substring(end + 5);
  }

  private void line(String line) {
    if (line.length() > LONGEST_MARKED) {
      lines.add(line);
      return;
    }
    Matcher opening = FENCE.matcher(line);
    if (!fence.isEmpty()) {
      boolean closes =
          line.strip().startsWith(fence) && line.strip().chars().distinct().count() == 1;
      if (closes) {
        fence = "";
      } else {
        lines.add(line);
      }
    } else if (opening.matches()) {
      fence = opening.group(1);
    } else if (UNDERLINE.matcher(line).matches() && isText(last())) {
      heading(last());
    } else if (RULE.matcher(line).matches() || DEFINITION.matcher(line).matches()) {
      lines.add("");
    } else if (line.isBlank() || !TABLE_LINE.matcher(line).matches()) {
      block(line);
    }
  }

  private void block(String line) {
    Matcher heading = HEADING.matcher(line);
    Matcher quote = QUOTE.matcher(line);
    Matcher bullet = BULLET.matcher(line);
    if (heading.matches()) {
      lines.add("");
      lines.add(inline(heading.group(1)));
      heading(last());
      lines.add("");
    } else if (quote.matches()) {
      block(quote.group(1));
    } else if (bullet.matches()) {
      lines.add(bullet.group(1) + "- " + inline(bullet.group(2)));
    } else if (line.strip().startsWith("|")) {
      lines.add(inline(line.strip().replaceAll("^\\|\\s*|\\s*\\|$", "")));
    } else {
      lines.add(inline(line).stripTrailing());
    }
  }

  private void heading(String text) {
    title = title.isEmpty() ? text.strip() : title;
  }

  private String last() {
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }

  private static boolean isText(String line) {
    return !line.isBlank() && !line.startsWith("- ");
  }

  /** Code keeps its characters; it is set aside while other marks are taken off. */
  private static String inline(String line) {
    Matcher code = CODE.matcher(line);
    StringBuilder text = new StringBuilder();
    int end = 0;
    while (code.find()) {
      text.append(marked(line.substring(end, code.start()))).append(code.group(2).strip());
      end = code.end();
    }
    return text.append(marked(line.substring(end))).toString();
  }

  private static String marked(String text) {
    String plain = ESCAPE.matcher(text).replaceAll(match -> escaped(match.group(1)));
    plain = IMAGE_OR_LINK.matcher(plain).replaceAll("$1");
    plain = IMAGE_OR_LINK.matcher(plain).replaceAll("$1"); // a picture within a link
    plain = ADDRESS.matcher(plain).replaceAll("$1");
    plain = TAG.matcher(plain).replaceAll("");
    plain = STRONG.matcher(plain).replaceAll("$2");
    plain = STARRED.matcher(plain).replaceAll("$1");
    plain = UNDERSCORED.matcher(plain).replaceAll("$1");
    plain = STRUCK.matcher(plain).replaceAll("$1");
    return Parser.unescapeEntities(unescaped(plain), false);
  }

  /** An escaped mark hides in the private use area while marks are read. */
  private static String escaped(String mark) {
    return Matcher.quoteReplacement(String.valueOf((char) (0xE000 + mark.charAt(0))));
  }

  private static String unescaped(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      plain.append(c > 0xE000 && c < 0xE080 ? (char) (c - 0xE000) : c);
    }
    return plain.toString();
  }
}
