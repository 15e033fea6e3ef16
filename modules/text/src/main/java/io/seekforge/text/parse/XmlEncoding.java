package io.seekforge.text.parse;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The character set of an XML document by its first bytes and its declaration (XML 1.0, appendix
 * F); a byte order mark is the reader's to see.
 */
final class XmlEncoding {
  private static final int DECLARATION_BYTES = 512;
  private static final Pattern DECLARATION =
      Pattern.compile("^<\\?xml[^>]*?encoding\\s*=\\s*[\"']([A-Za-z0-9._-]+)[\"']");

  private XmlEncoding() {}

  /**
   * @param declared what the recipe says; UTF-8 is the default there and in XML, so that only
   *     another one goes before what the document says
   * @throws RejectedException if the document names a character set that does not exist
   */
  static Charset of(BufferedInputStream bytes, String declared)
      throws IOException, RejectedException {
    if (!declared.toUpperCase(Locale.ROOT).equals("UTF-8")) {
      return Charset.forName(declared);
    }
    byte[] start = peek(bytes);
    if (start.length > 1 && start[0] == '<' && start[1] == 0) {
      return StandardCharsets.UTF_16LE;
    }
    if (start.length > 1 && start[0] == 0 && start[1] == '<') {
      return StandardCharsets.UTF_16BE;
    }
    Matcher matcher = DECLARATION.matcher(new String(start, StandardCharsets.ISO_8859_1));
    if (!matcher.find()) {
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(matcher.group(1));
    } catch (IllegalArgumentException e) {
      throw new RejectedException(
          Reason.INVALID_ENCODING, "the character set " + matcher.group(1) + " is unknown");
    }
  }

  private static byte[] peek(InputStream bytes) throws IOException {
    bytes.mark(DECLARATION_BYTES);
    byte[] start = bytes.readNBytes(DECLARATION_BYTES);
    bytes.reset();
    return start;
  }
}
