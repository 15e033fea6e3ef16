package io.seekforge.text.parse;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decodes a web page. What the recipe declares goes first; where it says no more than the default,
 * the page is UTF-8 if its bytes are, else what it declares in {@code <meta>}.
 */
final class HtmlCharset {
  private static final int META_BYTES = 4096;
  private static final Pattern META =
      Pattern.compile(
          "<meta[^>]+charset\\s*=\\s*[\"']?\\s*([A-Za-z0-9._:-]+)", Pattern.CASE_INSENSITIVE);

  private HtmlCharset() {}

  /**
   * @throws RejectedException if the bytes fit neither
   */
  static String decode(byte[] bytes, String declared) throws IOException, RejectedException {
    try {
      return TextDecoder.decode(bytes, declared);
    } catch (RejectedException e) {
      String stated = stated(bytes);
      if (!declared.toUpperCase(Locale.ROOT).equals("UTF-8") || stated.isEmpty()) {
        throw e;
      }
      return TextDecoder.decode(bytes, stated);
    }
  }

  /** The page's own word; Latin-1 means windows-1252 on the web (WHATWG Encoding, section 4.2). */
  private static String stated(byte[] bytes) {
    int length = Math.min(bytes.length, META_BYTES);
    Matcher matcher = META.matcher(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
    if (!matcher.find()) {
      return "";
    }
    String name = matcher.group(1).toLowerCase(Locale.ROOT);
    if (name.equals("iso-8859-1") || name.equals("us-ascii") || name.equals("latin1")) {
      return "windows-1252";
    }
    if (name.equals("gb2312") || name.equals("gbk")) {
      return "GB18030";
    }
    try {
      return Charset.isSupported(name) ? name : "";
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
