package io.seekforge.text.parse;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.filter.FilterFactory;

/**
 * Unpacks the streams of a PDF file once, counting only, before a parser holds them in memory: one
 * that expands too far ends here. An encrypted file cannot be looked over, and is refused.
 */
final class PdfStreams {
  private static final byte[] STREAM = "stream".getBytes(StandardCharsets.ISO_8859_1);
  private static final byte[] END_STREAM = "endstream".getBytes(StandardCharsets.ISO_8859_1);

  /** Names may be written with their characters' numbers: {@code /Flate#44ecode}. */
  private static final Pattern ESCAPE = Pattern.compile("#([0-9A-Fa-f]{2})");

  private static final Pattern ENCRYPTED = Pattern.compile("/Encrypt\\s*(?:\\d+\\s+\\d+\\s+R|<<)");
  private static final Pattern FILTER =
      Pattern.compile("/(?:Filter|F)\\s*(\\[[^\\]]*]|/[^\\s/<>\\[\\]()]+|\\d+\\s+\\d+\\s+R)");
  private static final Pattern NAME = Pattern.compile("/([^\\s/<>\\[\\]()]+)");
  private static final Pattern PICTURE = Pattern.compile("/Subtype\\s*/Image\\b");

  /** Filters of pictures, which are never unpacked for text. */
  private static final Set<String> PICTURES =
      Set.of("DCTDecode", "DCT", "JPXDecode", "CCITTFaxDecode", "CCF", "JBIG2Decode");

  private static final int LONGEST_DICTIONARY = 1 << 16;

  /** Of all streams of a file together, so many times the limit of one. */
  private static final int TOTAL = 16;

  private final byte[] bytes;
  private final long limit;
  private long total;

  private PdfStreams(byte[] bytes, long limit) {
    this.bytes = bytes;
    this.limit = limit;
  }

  /**
   * Looks over a file.
   *
   * @param limit bytes that one stream may unpack to
   * @throws RejectedException if one gives more, all together give more than {@value #TOTAL} times
   *     as much, or the file is encrypted
   */
  static void check(byte[] bytes, long limit) throws RejectedException {
    new PdfStreams(bytes, limit).check();
  }

  private void check() throws RejectedException {
    int end = 0;
    int stream = find(STREAM, 0);
    while (stream >= 0) {
      String before = text(Math.max(end, stream - LONGEST_DICTIONARY), stream);
      refuseEncrypted(before);
      int data = dataStart(stream + STREAM.length);
      end = find(END_STREAM, data);
      end = end < 0 ? bytes.length : end;
      check(before, data, end);
      end = Math.min(bytes.length, end + END_STREAM.length);
      stream = find(STREAM, end);
    }
    refuseEncrypted(text(Math.max(end, bytes.length - LONGEST_DICTIONARY), bytes.length));
  }

  private static void refuseEncrypted(String part) throws RejectedException {
    if (ENCRYPTED.matcher(part).find()) {
      throw new RejectedException(
          Reason.ENCRYPTED, "the file is encrypted; take the encryption off before it is read");
    }
  }

  private void check(String before, int data, int end) throws RejectedException {
    String dictionary = before.substring(Math.max(0, before.lastIndexOf("obj")));
    boolean zlib = end - data > 1 && (bytes[data] & 0x0F) == 8 && zlibHeader(data);
    if (zlib) {
      count(List.of("FlateDecode"), data, end);
    }
    Matcher filter = FILTER.matcher(dictionary);
    while (filter.find()) {
      List<String> names = names(filter.group(1));
      boolean picture = names.stream().anyMatch(PICTURES::contains);
      if (names.isEmpty() && filter.group(1).endsWith("R")
          || picture && !PICTURE.matcher(dictionary).find()) {
        throw new RejectedException(
            Reason.UNREADABLE, "a stream is packed in a way that is not read: " + filter.group());
      }
      boolean counted = zlib && names.equals(List.of("FlateDecode"));
      if (!picture && !counted) {
        count(names, data, end);
      }
    }
  }

  private boolean zlibHeader(int at) {
    return ((bytes[at] & 0xFF) * 256 + (bytes[at + 1] & 0xFF)) % 31 == 0;
  }

  private static List<String> names(String filter) {
    List<String> names = new ArrayList<>();
    Matcher name = NAME.matcher(filter);
    while (name.find()) {
      names.add(name.group(1));
    }
    return names;
  }

  private void count(List<String> filters, int data, int end) throws RejectedException {
    InputStream packed = new ByteArrayInputStream(bytes, data, end - data);
    for (String filter : filters) {
      Unpacked unpacked = new Unpacked(limit);
      try {
        FilterFactory.INSTANCE
            .getFilter(COSName.getPDFName(filter))
            .decode(packed, unpacked, new COSDictionary(), 0);
      } catch (TooFarException e) {
        throw tooFar();
      } catch (IOException | RuntimeException e) {
        return; // the parser will say what is wrong with it
      }
      total += unpacked.size();
      if (total > TOTAL * limit) {
        throw tooFar();
      }
      packed = unpacked.read();
    }
  }

  private RejectedException tooFar() {
    return new RejectedException(
        Reason.EXPANDS_TOO_FAR,
        "a stream unpacks to more than four times max-record-bytes (%d), or all to more than %d times that"
            .formatted(limit, TOTAL));
  }

  /** After the keyword: a line end, before which some writers leave spaces. */
  private int dataStart(int at) {
    int start = at;
    while (start < bytes.length && bytes[start] == ' ') {
      start++;
    }
    if (start < bytes.length && bytes[start] == '\r') {
      start++;
    }
    return start < bytes.length && bytes[start] == '\n' ? start + 1 : start;
  }

  private String text(int from, int to) {
    String raw = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    return raw.indexOf('#') < 0
        ? raw
        : ESCAPE
            .matcher(raw)
            .replaceAll(
                escape ->
                    Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
  }

  private int find(byte[] word, int from) {
    for (int i = from; i <= bytes.length - word.length; i++) {
      int matched = 0;
      while (matched < word.length && bytes[i + matched] == word[matched]) {
        matched++;
      }
      if (matched == word.length) {
        return i;
      }
    }
    return -1;
  }

  /** What a filter gives, up to a limit. */
  private static final class Unpacked extends OutputStream {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final long most;

    Unpacked(long most) {
      this.most = most;
    }

    long size() {
      return content.size();
    }

    InputStream read() {
      return new ByteArrayInputStream(content.toByteArray());
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] part, int from, int length) {
      if (content.size() + (long) length > most) {
        throw new TooFarException();
      }
      content.write(part, from, length);
    }
  }

  private static final class TooFarException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooFarException() {
      super("too far", null, false, false);
    }
  }
}
