package io.seekforge.text.parse;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.netpreserve.jwarc.MediaType;
import org.netpreserve.jwarc.WarcReader;
import org.netpreserve.jwarc.WarcRecord;
import org.netpreserve.jwarc.WarcResponse;

/**
 * Web pages in a WARC file (ISO 28500): each response of status 200 with HTML or plain text is a
 * document, the position is the record's number. Other records are left out.
 */
final class WarcParser implements RecordParser {
  @Override
  public Records open(InputStream bytes, SourceFile file) throws IOException {
    return new Pages(new WarcReader(bytes), file);
  }

  private static final class Pages implements Records {
    private final WarcReader reader;
    private final SourceFile file;
    private long number = -1;

    Pages(WarcReader reader, SourceFile file) {
      this.reader = reader;
      this.file = file;
    }

    @Override
    public Parsed next() throws IOException {
      for (Optional<WarcRecord> record = reader.next();
          record.isPresent();
          record = reader.next()) {
        number++;
        if (record.get() instanceof WarcResponse response && isPage(response)) {
          return page(response);
        }
      }
      return null;
    }

    private static boolean isPage(WarcResponse response) throws IOException {
      return response.contentType().base().equals(MediaType.HTTP)
          && response.http().status() == 200
          && response.payloadType().type().equals("text");
    }

    private Parsed page(WarcResponse response) throws IOException {
      try {
        byte[] body = TextDecoder.bytes(response.http().body().stream(), file);
        RecordFields fields =
            response.payloadType().subtype().equals("html")
                ? HtmlPage.read(body, file)
                : WholeFileParser.text(body, file);
        if (!fields.has(RecordFields.TEXT)) {
          throw new RejectedException(Reason.MISSING_FIELD, "the page holds no text");
        }
        SortedMap<String, String> others = fields.others();
        others.put("url", address(response));
        response.headers().first("WARC-Robots").ifPresent(said -> others.put("robots", said));
        return file.document(fields.text(), List.of(), address(response), number, others);
      } catch (RejectedException e) {
        return file.reject(number, e, "");
      }
    }

    private static String address(WarcResponse response) {
      URI target = response.targetURI();
      return target == null ? "" : target.toString();
    }
  }
}
